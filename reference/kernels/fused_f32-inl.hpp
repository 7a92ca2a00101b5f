/// \file
/// From f32 to correctly rounded f32 in one loop, on one Highway target: load, formula, rounding test, store, with nothing
/// written in between. Included once per target by the generated lane_kernels_*.cpp.

#include <algorithm>

#include "kernels/apply_lanes-inl.hpp"
#include "kernels/lane_kernels.hpp"
#include "kernels/narrow-inl.hpp"

#if defined(ACTCHECK_FUSED_F32_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_FUSED_F32_INL
#undef ACTCHECK_FUSED_F32_INL
#else
#define ACTCHECK_FUSED_F32_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE::lane_kernels {
namespace hn = hwy::HWY_NAMESPACE;
using actcheck::arithmetic::lane_tag;
using actcheck::arithmetic::lane_vector;
using actcheck::arithmetic::lanes;
using lane_mask = hn::Mask<lane_tag>;
using tag_f32 = hn::Rebind<float, lane_tag>;

/// Whether the f32 rounding of a value is certain, by its bits alone. A value known to `units` 2^-53 of itself is known to
/// `units` steps of double; f32 cuts 29 bits off, so the rounding is certain unless those bits are that near to one half,
/// 2^28. Of subnormal results f32 keeps fewer bits: they are left to the full test, except exact zeros.
HWY_INLINE lane_mask surely_rounds_to_f32(lane_vector value, double units) {
  constexpr lane_tag tag;
  const hn::RebindToSigned<lane_tag> bits;
  const auto margin = static_cast<std::int64_t>(actcheck::arithmetic::certain_units(units)) + 1;
  const auto above_half = hn::Add(hn::BitCast(bits, value), hn::Set(bits, margin - (std::int64_t{1} << 28)));
  const auto distance = hn::And(above_half, hn::Set(bits, (std::int64_t{1} << 29) - 1));
  const auto apart = hn::RebindMask(tag, hn::Gt(distance, hn::Set(bits, 2 * margin)));
  const auto size = hn::Abs(value);
  return hn::And(apart, hn::Or(hn::Ge(size, hn::Set(tag, 0x1p-126)), hn::Eq(size, hn::Zero(tag))));
}

/// The full test: both ends of the interval of possible values round alike.
HWY_INLINE lane_mask ends_round_alike(lane_vector value, lane_vector error) {
  constexpr lane_tag tag;
  constexpr tag_f32 narrow;
  const auto low = to_f32(narrow, hn::Sub(value, error)), high = to_f32(narrow, hn::Add(value, error));
  return hn::Eq(hn::PromoteTo(tag, low), hn::PromoteTo(tag, high));
}

/// One vector's worth of the work. `dy` is looked at only `with_upstream`.
template <class Formula, pass p, bool with_upstream>
class fused_f32 {
 public:
  HWY_INLINE explicit fused_f32(const kernels::f32_call& call) : call_(call), parameters_{call.parameters} {}

  /// Computes, notes what is not decided, and stores to `out`, in this order: `out` may be `x` or `dy`.
  HWY_INLINE void run(const float* x, const float* dy, float* out, std::uint32_t index, std::size_t count) {
    const auto input = hn::PromoteTo(tag, hn::LoadU(narrow, x));
    const lanes result = p == pass::forward ? Formula::forward(lanes(input, 0), parameters_) : Formula::derivative(lanes(input, 0), parameters_);
    auto upstream = hn::Set(tag, 1.0), value = result.value;
    if constexpr (with_upstream) {
      upstream = hn::PromoteTo(tag, hn::LoadU(narrow, dy));
      value = hn::Mul(value, upstream);
    }
    const bool exact = result.units == 0 && !result.cancels;
    // The product of an exact value has its own rounding to fear; an inexact value's bound covers it.
    const double units = exact && with_upstream ? 1 : result.units;
    const auto regular = regular_inputs(input);
    auto decided = regular;
    if (result.cancels) decided = hn::And(decided, decided_by_ends(result, upstream, value));
    else if (units > 0) decided = hn::And(decided, surely_rounds_to_f32(value, units));
    if (HWY_UNLIKELY((!hn::AllTrue(tag, decided)))) {
      const auto error = hn::Mul(hn::Abs(value), hn::Set(tag, relative_error(units)));
      if (!result.cancels) decided = hn::And(regular, ends_round_alike(value, error));
      alignas(64) double flags[kernels::lane_padding];
      hn::Store(hn::IfThenElse(decided, hn::Zero(tag), hn::Set(tag, 1.0)), tag, flags);
      undecided_ += note(flags, x, with_upstream ? dy : nullptr, index, count, call_.undecided + undecided_);
    }
    hn::StoreU(to_f32(narrow, value), narrow, out);
  }
  std::size_t undecided() const { return undecided_; }

 private:
  static constexpr lane_tag tag{};
  static constexpr tag_f32 narrow{};

  static HWY_INLINE double relative_error(double units) { return actcheck::arithmetic::certain_units(units) * 0x1p-53; }

  /// Finite, and none of the points where the formula does not have the last word.
  HWY_INLINE lane_mask regular_inputs(lane_vector input) const {
    auto regular = hn::Lt(hn::Abs(input), hn::Inf(tag));
    for (std::size_t k = 0; k < call_.exception_count; ++k) regular = hn::And(regular, hn::Ne(input, hn::Set(tag, call_.exceptions[k])));
    return regular;
  }

  /// For terms that cancel. A value of unknown sign is not decided, even if it rounds to zero or dy is zero.
  static HWY_INLINE lane_mask decided_by_ends(const lanes& result, lane_vector upstream, lane_vector value) {
    const auto error = hn::Mul(result.size(), hn::Set(tag, relative_error(result.units)));
    return hn::And(hn::Gt(hn::Abs(result.value), error), ends_round_alike(value, hn::Mul(error, hn::Abs(upstream))));
  }

  static HWY_NOINLINE std::size_t note(const double* flags, const float* x, const float* dy, std::uint32_t index, std::size_t count,
                                       kernels::undecided_input* list) {
    std::size_t added = 0;
    for (std::size_t j = 0; j < count; ++j)
      if (flags[j] != 0) list[added++] = {index + static_cast<std::uint32_t>(j), x[j], dy == nullptr ? 1.0F : dy[j]};
    return added;
  }

  const kernels::f32_call& call_;
  actcheck::arithmetic::lane_parameters parameters_;
  std::size_t undecided_ = 0;
};

template <class Formula, pass p, bool with_upstream>
HWY_FLATTEN std::size_t run_fused_f32(const kernels::f32_call& call) {
  constexpr lane_tag tag;
  fused_f32<Formula, p, with_upstream> work(call);
  const std::size_t step = hn::Lanes(tag);
  std::size_t i = 0;
  for (; i + step <= call.n; i += step)
    work.run(call.x + i, with_upstream ? call.dy + i : nullptr, call.out + i, static_cast<std::uint32_t>(i), step);
  if (i < call.n) {
    float x[kernels::lane_padding] = {}, dy[kernels::lane_padding] = {}, out[kernels::lane_padding];
    std::copy(call.x + i, call.x + call.n, x);
    if (with_upstream) std::copy(call.dy + i, call.dy + call.n, dy);
    work.run(x, dy, out, static_cast<std::uint32_t>(i), call.n - i);
    std::copy(out, out + (call.n - i), call.out + i);
  }
  return work.undecided();
}

template <class Formula, pass p>
std::size_t apply_f32(const kernels::f32_call& call) {
  if constexpr (p == pass::backward)
    if (call.dy != nullptr) return run_fused_f32<Formula, p, true>(call);
  return run_fused_f32<Formula, p, false>(call);
}

struct entry {
  std::string_view name;
  kernels::lane_functions functions[2];  ///< by pass
};

template <class Formula>
constexpr entry entry_of(std::string_view name) {
  return {name,
          {{&apply<Formula, pass::forward>, &apply_f32<Formula, pass::forward>},
           {&apply<Formula, pass::backward>, &apply_f32<Formula, pass::backward>}}};
}

}  // namespace actcheck::HWY_NAMESPACE::lane_kernels
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_FUSED_F32_INL
