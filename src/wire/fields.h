// Which fields each struct has on the wire: names, order, limits. One description serves both ways, with a FieldReader
// to fill a struct and with a FieldWriter to write one, so that the two cannot drift apart.
//   required    always there
//   omittable   left out when it has its default value
//   optional    left out when the struct has none
#pragma once

#include <concepts>
#include <type_traits>

#include "earshot/wire/codec.h"
#include "wire/field_limits.h"

namespace earshot::wire {

// The struct itself for a reader, const for a writer.
template <class Some, class Struct>
concept Is = std::same_as<std::remove_const_t<Some>, Struct>;

constexpr std::uint64_t kVersion = 1;

template <class Fields, Is<Head> Some>
void describe(Fields& fields, Some& head) {
  fields.constant("v", kVersion, DecodeError::wrong_version);
  fields.required("k", head.kind);
  fields.optional("sg", head.signature);
  fields.optional("g", head.network);
  fields.optional("tk", head.token);
  fields.optional("i", head.index);
  fields.optional("r", head.receiver);
  fields.optional("n", head.packet);
  fields.optional("x", head.nonce);
}

template <class Fields, Is<Here> Some>
void describe(Fields& fields, Some& here) {
  fields.required("id", here.id);
  fields.required("ep", here.ep);
  fields.required("no", here.no);
  fields.required("nm", here.nm, TextLimit{kNickBytesMax});
  fields.omittable("sn", here.sn, TextLimit{kShowNameBytesMax});
  fields.omittable("ho", here.ho, TextLimit{kHostBytesMax});
  fields.required("ap", here.ap, TextLimit{kProgramBytesMax});
  fields.required("at", here.at, ListLimit{.texts = kAddressesMax, .text_bytes = kAddressTextBytesMax});
  fields.omittable("rm", here.rm,
                   ListLimit{.texts = kRoomsMax, .text_bytes = kRoomBytesMax, .all_bytes = kRoomsBytesMax});
  fields.required("hd", here.hd);
  fields.required("rd", here.rd);
  fields.required("n", here.n);
  fields.versions("vs", here.vs_min, here.vs_max);
  fields.omittable("ft", here.ft, ListLimit{.texts = kFeaturesMax, .text_bytes = kFeatureBytesMax});
  fields.omittable("st", here.st);
  fields.omittable("q", here.q);
}

template <class Fields, Is<Bye> Some>
void describe(Fields& fields, Some& bye) {
  fields.required("id", bye.id);
  fields.required("ep", bye.ep);
  fields.required("no", bye.no);
}

template <class Fields, Is<Lost> Some>
void describe(Fields& fields, Some& lost) {
  fields.required("by", lost.by);
  fields.required("id", lost.id);
  fields.required("ep", lost.ep);
  fields.required("f", lost.gone);
}

template <class Fields, Is<Ping> Some>
void describe(Fields& fields, Some& ping) {
  fields.required("fr", ping.fr);
  fields.required("nn", ping.nn);
  fields.optional("dg", ping.dg);
}

template <class Fields, Is<Pong> Some>
void describe(Fields& fields, Some& pong) {
  fields.required("id", pong.id);
  fields.required("nn", pong.nn);
  fields.required("ep", pong.ep);
  fields.required("no", pong.no);
  fields.required("hb", pong.hb);
  fields.required("hd", pong.hd);
  fields.required("rd", pong.rd);
  fields.required("n", pong.n);
  fields.optional("dg", pong.dg);
}

template <class Fields, Is<Pull> Some>
void describe(Fields& fields, Some& pull) {
  fields.required("fr", pull.fr);
  fields.required("nn", pull.nn);
  fields.optional("only", pull.only);
  if (pull.only) {
    fields.omittable("past", pull.past);
    return;
  }
  fields.required("after", pull.after);
  fields.required("until", pull.until);
  fields.optional("dg", pull.dg);
  fields.optional("ep", pull.ep);
  if (!pull.dg) fields.required("rd", pull.rd);
}

// The first line; page.cpp has the others.
template <class Fields, Is<Page> Some>
void describe(Fields& fields, Some& page) {
  fields.required("fr", page.fr);
  fields.required("nn", page.nn);
  fields.omittable("more", page.more);
}

template <class Fields, Is<Post> Some>
void describe(Fields& fields, Some& post) {
  fields.required("au", post.au);
  fields.required("ep", post.ep);
  fields.required("sq", post.sq, AtLeast{1});
  fields.required("pv", post.pv);
  fields.required("ts", post.ts);
  fields.required("rm", post.rm, TextLimit{kRoomBytesMax});
  fields.required("tx", post.tx, TextLimit{kJsonStringBytesMax});
  fields.optional("pt", post.pt, PartLimit{kPartsMax});
  fields.omittable("re", post.re, TextLimit{kMessageIdBytesMax});
  fields.omittable("me", post.me);
}

template <class Fields, Is<LogHead> Some>
void describe(Fields& fields, Some& head) {
  fields.required("id", head.id);
  fields.required("ep", head.ep);
  fields.required("hd", head.hd);
}

template <class Fields, Is<Want> Some>
void describe(Fields& fields, Some& want) {
  fields.required("fr", want.fr);
  fields.required("au", want.au);
  fields.required("ep", want.ep);
  fields.required("rg", want.rg);
}

template <class Fields, Is<None> Some>
void describe(Fields& fields, Some& none) {
  fields.required("fr", none.fr);
  fields.required("au", none.au);
  fields.required("ep", none.ep);
  fields.required("lo", none.lo);
}

template <class Fields, Is<Ack> Some>
void describe(Fields& fields, Some& ack) {
  fields.required("fr", ack.fr);
  fields.required("au", ack.au);
  fields.required("ep", ack.ep);
  fields.required("lo", ack.lo);
  fields.required("hd", ack.hd);
  fields.omittable("mi", ack.mi);
}

template <class Fields, Is<Frames::Text> Some>
void describe(Fields& fields, Some& text) {
  fields.required("i", text.i, AtLeast{1});
  fields.required("ts", text.ts);
  fields.required("tx", text.tx, TextLimit{kJsonStringBytesMax});
  fields.optional("pt", text.pt, PartLimit{kFragmentsMax});
  fields.omittable("re", text.re, TextLimit{kMessageIdBytesMax});
  fields.omittable("me", text.me);
  fields.optional("og", text.og);
}

template <class Fields, Is<Frames> Some>
void describe(Fields& fields, Some& frames) {
  fields.omittable("a", frames.a);
  fields.optional("ad", frames.ad);
  fields.optional("se", frames.se);
  fields.optional("lo", frames.lo);
  fields.omittable("m", frames.m);
  fields.optional("de", frames.de);
  fields.optional("dl", frames.dl);
  fields.optional("pc", frames.pc);
  fields.optional("pr", frames.pr);
  fields.omittable("cl", frames.cl);
  fields.omittable("vq", frames.vq);
  fields.optional("vc", frames.vc);
  fields.optional("vr", frames.vr);
  fields.optional("vo", frames.vo);
}

template <class Fields, Is<HandshakePayload> Some>
void describe(Fields& fields, Some& payload) {
  fields.required("id", payload.id);
  fields.versions("vs", payload.vs_min, payload.vs_max);
  fields.omittable("ft", payload.ft, ListLimit{.texts = kFeaturesMax, .text_bytes = kFeatureBytesMax});
}

}  // namespace earshot::wire
