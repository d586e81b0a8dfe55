// A text as a QR code of half blocks, two rows of it in one line: dark on light, whatever the terminal's colours are.
// The only place that knows libqrencode.
#pragma once

#include <string>
#include <vector>

namespace earshot::front {

// Line by line, the quiet zone around it included. Empty: too long for any.
std::vector<std::string> qr_lines(const std::string& text);

}  // namespace earshot::front
