/// \file
/// Formulas whose every value is an input, a constant or the correct rounding of one operation on them: piecewise-linear
/// activations. f32 arithmetic gives their f32 results at once. Included once per target.

#include <algorithm>

#include "kernels/apply_lanes-inl.hpp"
#include "kernels/lane_kernels.hpp"

#if defined(ACTCHECK_SINGLE_F32_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_SINGLE_F32_INL
#undef ACTCHECK_SINGLE_F32_INL
#else
#define ACTCHECK_SINGLE_F32_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {
namespace actcheck::arithmetic {

/// A vector of f32 that knows whether its numbers are exact. After inlining the compiler folds what it knows, so a formula that
/// f32 arithmetic cannot do is found before the loop.
struct singles {
  using tag_type = hn::CappedTag<float, 16>;
  using vector_type = hn::Vec<tag_type>;
  static constexpr std::size_t size = hn::MaxLanes(tag_type());
  enum class standing { exact, sum, rounded, unknown };  ///< a sum is rounded once, and its sign is certain

  vector_type value;
  standing known = standing::unknown;

  HWY_INLINE singles(vector_type v, standing s) : value(v), known(s) {}
  HWY_INLINE explicit singles(double constant)
      : singles(hn::Set(tag_type(), static_cast<float>(constant)),
                static_cast<double>(static_cast<float>(constant)) == constant ? standing::exact : standing::unknown) {}
  HWY_INLINE bool is_exact() const { return known == standing::exact; }
  HWY_INLINE bool sign_is_certain() const { return known <= standing::sum; }
  HWY_INLINE singles rounded_with(const singles& other, vector_type result, standing once) const {
    return {result, is_exact() && other.is_exact() ? once : standing::unknown};
  }
};

HWY_INLINE singles operator-(const singles& a) { return {hn::Neg(a.value), a.known}; }
HWY_INLINE singles abs(const singles& a) { return {hn::Abs(a.value), a.known}; }
HWY_INLINE singles operator+(const singles& a, const singles& b) {
  return a.rounded_with(b, hn::Add(a.value, b.value), singles::standing::sum);
}
HWY_INLINE singles operator-(const singles& a, const singles& b) {
  return a.rounded_with(b, hn::Sub(a.value, b.value), singles::standing::sum);
}
HWY_INLINE singles operator*(const singles& a, const singles& b) {
  return a.rounded_with(b, hn::Mul(a.value, b.value), singles::standing::rounded);
}
HWY_INLINE singles operator/(const singles& a, const singles& b) {
  return a.rounded_with(b, hn::Div(a.value, b.value), singles::standing::rounded);
}
HWY_INLINE singles if_positive(const singles& x, const singles& positive, const singles& otherwise) {
  const auto value = hn::IfThenElse(hn::Gt(x.value, hn::Zero(singles::tag_type())), positive.value, otherwise.value);
  return {value, x.sign_is_certain() ? std::max(positive.known, otherwise.known) : singles::standing::unknown};
}
HWY_INLINE singles if_greater(const singles& a, const singles& b, const singles& yes, const singles& no) {
  const auto value = hn::IfThenElse(hn::Gt(a.value, b.value), yes.value, no.value);
  return {value, a.is_exact() && b.is_exact() ? std::max(yes.known, no.known) : singles::standing::unknown};
}

/// What f32 arithmetic cannot do.
HWY_INLINE singles unknown(const singles& a) { return {a.value, singles::standing::unknown}; }
HWY_INLINE singles exp(const singles& a) { return unknown(a); }
HWY_INLINE singles expm1(const singles& a) { return unknown(a); }
HWY_INLINE singles log1p(const singles& a) { return unknown(a); }
HWY_INLINE singles tanh(const singles& a) { return unknown(a); }
HWY_INLINE singles x_minus_tanh(const singles& a) { return unknown(a); }
HWY_INLINE singles erfc(const singles& a) { return unknown(a); }
HWY_INLINE singles sqrt(const singles& a) { return unknown(a); }
template <>
HWY_INLINE singles pi<singles>() { return singles(std::numbers::pi); }

/// Parameters that f32 holds exactly.
struct single_parameters {
  const double* values;
  HWY_INLINE singles operator[](std::size_t i) const {
    return {hn::Set(singles::tag_type(), static_cast<float>(values[i])), singles::standing::exact};
  }
};
template <>
struct parameter_list<singles> {
  using type = single_parameters;
};

}  // namespace actcheck::arithmetic

namespace lane_kernels {
using actcheck::arithmetic::singles;

template <class Formula, pass p>
HWY_INLINE singles evaluate_single(const singles& x, actcheck::arithmetic::single_parameters parameters) {
  return p == pass::forward ? Formula::forward(x, parameters) : Formula::derivative(x, parameters);
}

/// Whether results, or products with exact results, are rounded at most once.
template <class Formula, pass p, bool with_upstream>
HWY_INLINE bool suits_f32(const kernels::f32_call& call) {
  const auto known = evaluate_single<Formula, p>(singles(0.0), {call.parameters}).known;
  return call.parameters_are_f32 && known <= (with_upstream ? singles::standing::exact : singles::standing::rounded);
}

/// NaN, infinite, or a point where the formula does not have the last word.
template <class Tag>
HWY_INLINE hn::Mask<Tag> is_irregular(Tag tag, const float* x, const double* exceptions, std::size_t exception_count) {
  const auto input = hn::LoadU(tag, x);
#if HWY_TARGET <= HWY_AVX3
  constexpr int nan_or_infinite = 0x99;
  hn::Mask<Tag> irregular{_mm512_fpclass_ps_mask(input.raw, nan_or_infinite)};
#else
  auto irregular = hn::Not(hn::Lt(hn::Abs(input), hn::Inf(tag)));
#endif
  for (std::size_t k = 0; k < exception_count; ++k)
    irregular = hn::Or(irregular, hn::Eq(input, hn::Set(tag, static_cast<float>(exceptions[k]))));
  return irregular;
}

/// One vector's worth of the work, as in fused_f32-inl.hpp: irregular inputs are noted, and products that are no numbers.
template <class Formula, pass p, bool with_upstream>
class single_f32 {
 public:
  HWY_INLINE explicit single_f32(const kernels::f32_call& call) : call_(call) {}

  template <bool streamed>
  HWY_INLINE void run(const float* x, const float* dy, float* out, std::uint32_t index, std::size_t count) {
    constexpr singles::tag_type tag;
    auto value = evaluate_single<Formula, p>(singles(hn::LoadU(tag, x), singles::standing::exact), {call_.parameters}).value;
    auto doubt = is_irregular(tag, x, call_.exceptions, call_.exception_count);
    if constexpr (with_upstream) {
      value = hn::Mul(value, hn::LoadU(tag, dy));
      doubt = hn::Or(doubt, hn::Not(hn::Eq(value, value)));
    }
    if (HWY_UNLIKELY((!hn::AllFalse(tag, doubt)))) {
      alignas(64) float doubts[singles::size];
      hn::Store(hn::IfThenElse(doubt, hn::Set(tag, 1.0F), hn::Zero(tag)), tag, doubts);
      for (std::size_t j = 0; j < count; ++j)
        if (doubts[j] != 0)
          call_.undecided[undecided_++] = {index + static_cast<std::uint32_t>(j), x[j], with_upstream ? dy[j] : 1.0F};
    }
    if constexpr (streamed) hn::Stream(value, tag, out);
    else hn::StoreU(value, tag, out);
  }
  std::size_t undecided() const { return undecided_; }

 private:
  const kernels::f32_call call_;
  std::size_t undecided_ = 0;
};

}  // namespace lane_kernels
}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_SINGLE_F32_INL
