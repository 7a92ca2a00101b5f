/// \file
/// Packs: a few vectors of doubles that go through a formula together, on any Highway target.
///
/// The operations of one vector depend on each other, and a processor looks ahead by some hundred of them: one vector after
/// the other, it would wait most of the time. Operation by operation on several vectors, it has independent work at hand.
///
/// Included once per Highway target, inside namespace actcheck::HWY_NAMESPACE.

#include <cstddef>
#include <type_traits>
#include <utility>

#include "hwy/highway.h"

#if defined(ACTCHECK_LANE_PACKS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_LANE_PACKS_INL
#undef ACTCHECK_LANE_PACKS_INL
#else
#define ACTCHECK_LANE_PACKS_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic {
namespace hn = hwy::HWY_NAMESPACE;

using lane_tag = hn::CappedTag<double, 8>;
inline constexpr lane_tag tag;

/// After the parameters of a lambda.
#undef ACTCHECK_INLINE_LAMBDA
#define ACTCHECK_INLINE_LAMBDA HWY_ATTR __attribute__((always_inline))

/// Functions of Highway, applied to each vector of a pack.
namespace packs {

/// Two become one vector of f32. More would need more registers than most formulas leave.
inline constexpr std::size_t parts = 2;

/// f(i) for i from 0 to `times` - 1, each a constant.
template <class Function, std::size_t... i>
HWY_INLINE void repeat(std::index_sequence<i...>, const Function& f) {
  (f(std::integral_constant<std::size_t, i>()), ...);
}
template <std::size_t times, class Function>
HWY_INLINE void repeat(const Function& f) {
  repeat(std::make_index_sequence<times>(), f);
}

template <class Part>
struct pack {
  Part part[parts];
};

template <std::size_t i, class Function, class... Packs>
HWY_INLINE auto apply_at(const Function& f, const Packs&... p) {
  return f(p.part[i]...);
}
template <std::size_t... i, class Function, class... Packs>
HWY_INLINE auto apply_to_all(std::index_sequence<i...>, const Function& f, const Packs&... p) {
  return pack<decltype(apply_at<0>(f, p...))>{{apply_at<i>(f, p...)...}};
}
template <class Function, class... Packs>
HWY_INLINE auto for_each_part(const Function& f, const Packs&... p) {
  return apply_to_all(std::make_index_sequence<parts>(), f, p...);
}

#define ACTCHECK_PACKED(name)                                                                            \
  template <class... Parts>                                                                              \
  HWY_INLINE auto name(const pack<Parts>&... p) {                                                        \
    return for_each_part([](const Parts&... v) ACTCHECK_INLINE_LAMBDA { return hn::name(v...); }, p...);               \
  }
ACTCHECK_PACKED(Abs)
ACTCHECK_PACKED(Add)
ACTCHECK_PACKED(And)
ACTCHECK_PACKED(CopySign)
ACTCHECK_PACKED(Div)
ACTCHECK_PACKED(Gt)
ACTCHECK_PACKED(IfThenElse)
ACTCHECK_PACKED(Le)
ACTCHECK_PACKED(Lt)
ACTCHECK_PACKED(Max)
ACTCHECK_PACKED(Min)
ACTCHECK_PACKED(Mul)
ACTCHECK_PACKED(MulAdd)
ACTCHECK_PACKED(Neg)
ACTCHECK_PACKED(NegMulAdd)
ACTCHECK_PACKED(Or)
ACTCHECK_PACKED(Sqrt)
ACTCHECK_PACKED(Sub)
#undef ACTCHECK_PACKED

template <class Tag, class Part>
HWY_INLINE auto BitCast(Tag to, const pack<Part>& p) {
  return for_each_part([to](const Part& v) ACTCHECK_INLINE_LAMBDA { return hn::BitCast(to, v); }, p);
}
template <int bits, class Part>
HWY_INLINE auto ShiftLeft(const pack<Part>& p) {
  return for_each_part([](const Part& v) ACTCHECK_INLINE_LAMBDA { return hn::ShiftLeft<bits>(v); }, p);
}
template <int bits, class Part>
HWY_INLINE auto ShiftRight(const pack<Part>& p) {
  return for_each_part([](const Part& v) ACTCHECK_INLINE_LAMBDA { return hn::ShiftRight<bits>(v); }, p);
}

template <class Part, std::size_t... i>
HWY_INLINE pack<Part> copies(const Part& v, std::index_sequence<i...>) {
  return {{(static_cast<void>(i), v)...}};
}
template <class Part>
HWY_INLINE pack<Part> copies(const Part& v) {
  return copies(v, std::make_index_sequence<parts>());
}
template <class Tag, class Number>
HWY_INLINE auto Set(Tag of, Number value) {
  return copies(hn::Set(of, value));
}
template <class Tag>
HWY_INLINE auto Zero(Tag of) {
  return copies(hn::Zero(of));
}
template <class Tag>
HWY_INLINE auto Inf(Tag of) {
  return copies(hn::Inf(of));
}
template <class Tag>
HWY_INLINE auto NaN(Tag of) {
  return copies(hn::NaN(of));
}

template <std::size_t... i>
HWY_INLINE pack<hn::Vec<lane_tag>> load(const double* from, std::index_sequence<i...>) {
  return {{hn::LoadU(tag, from + i * hn::Lanes(tag))...}};
}
HWY_INLINE pack<hn::Vec<lane_tag>> load(const double* from) { return load(from, std::make_index_sequence<parts>()); }
HWY_INLINE void store(const pack<hn::Vec<lane_tag>>& p, double* to) {
  repeat<parts>([&](auto i) ACTCHECK_INLINE_LAMBDA { hn::StoreU(p.part[i], tag, to + i * hn::Lanes(tag)); });
}

}  // namespace packs

using lane_vector = packs::pack<hn::Vec<lane_tag>>;
/// Doubles in a pack, at most.
inline constexpr std::size_t lane_count = packs::parts * hn::MaxLanes(lane_tag());

}  // namespace actcheck::HWY_NAMESPACE::actcheck::arithmetic
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_LANE_PACKS_INL
