#include "front/qr.h"

#include <qrencode.h>

#include <memory>

namespace earshot::front {
namespace {

// Scanners find the code by the light around it: four modules, says the standard; two are enough on a screen.
constexpr int kQuiet = 2;

// White is drawn and black left out, so that the code is not inverted where light letters stand on a dark ground, as
// scanners expect it; a terminal of dark letters shows it inverted, which scanners of today take, too.
const char* half_blocks(bool upper_is_light, bool lower_is_light) {
  if (upper_is_light) return lower_is_light ? "\u2588" : "\u2580";
  return lower_is_light ? "\u2584" : " ";
}

}  // namespace

std::vector<std::string> qr_lines(const std::string& text) {
  // The lowest level of correction: a screen has no scratches, and the code stays small.
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L),
                                                             &QRcode_free);
  std::vector<std::string> lines;
  if (!code) return lines;
  const int width = code->width;
  const auto is_light = [&](int row, int column) {
    if (row < 0 || column < 0 || row >= width || column >= width) return true;
    return (code->data[row * width + column] & 1) == 0;
  };
  for (int row = -kQuiet; row < width + kQuiet; row += 2) {
    std::string line;
    for (int column = -kQuiet; column < width + kQuiet; ++column)
      line += half_blocks(is_light(row, column), is_light(row + 1, column));
    lines.push_back(line);
  }
  return lines;
}

}  // namespace earshot::front
