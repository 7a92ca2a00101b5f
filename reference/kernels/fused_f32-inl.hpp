/// \file
/// From f32 to correctly rounded f32 in one loop, on one Highway target: load, formula, rounding test, store, with nothing
/// written in between. Included once per target by the generated lane_kernels_*.cpp.

#include <algorithm>

#include "hwy/cache_control.h"
#include "kernels/apply_lanes-inl.hpp"
#include "kernels/lane_kernels.hpp"
#include "kernels/narrow-inl.hpp"
#include "kernels/single_f32-inl.hpp"

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
/// As many numbers as a vector of doubles holds, and as many as a vector of f32 does: twice as many, if it is a vector.
using half_tag_f32 = hn::Rebind<float, lane_tag>;
#if HWY_TARGET == HWY_SCALAR
using tag_f32 = half_tag_f32;
#else
using tag_f32 = hn::Twice<half_tag_f32>;
#endif
inline constexpr std::size_t doubles_per_f32 = hn::MaxLanes(tag_f32()) / hn::MaxLanes(half_tag_f32());
using vector_f32 = hn::Vec<tag_f32>;
using mask_f32 = hn::Mask<tag_f32>;

/// The numbers of a pack of doubles as f32.
struct pack_f32 {
  static constexpr std::size_t parts = packs::parts / doubles_per_f32;
  static constexpr std::size_t part_size = hn::MaxLanes(tag_f32()), size = parts * part_size;
  vector_f32 part[parts];

  HWY_INLINE explicit pack_f32(const lane_vector& v) {
    constexpr half_tag_f32 half;
    packs::repeat<parts>([&](auto i) ACTCHECK_INLINE_LAMBDA {
#if HWY_TARGET == HWY_SCALAR
      part[i] = to_f32(half, v.part[i]);
#else
      part[i] = hn::Combine(tag_f32(), to_f32(half, v.part[2 * i + 1]), to_f32(half, v.part[2 * i]));
#endif
    });
  }
  static HWY_INLINE lane_vector promoted(const float* from) { return promoted(from, std::make_index_sequence<packs::parts>()); }

 private:
  template <std::size_t... i>
  static HWY_INLINE lane_vector promoted(const float* from, std::index_sequence<i...>) {
    constexpr half_tag_f32 half;
    return {{hn::PromoteTo(lane_tag(), hn::LoadU(half, from + i * hn::MaxLanes(half)))...}};
  }
};

/// The least power of two that is no less than `steps`, at most 2^28.
HWY_INLINE std::int32_t margin_of(double steps) {
  std::int32_t margin = 1;
  while (margin < steps && margin < (1 << 28)) margin *= 2;
  return margin;
}

HWY_INLINE mask_f32 has_none(hn::Vec<hn::RebindToSigned<tag_f32>> v, std::int32_t bits) {
#if HWY_TARGET <= HWY_AVX3
  return mask_f32{_mm512_testn_epi32_mask(v.raw, _mm512_set1_epi32(bits))};
#else
  const hn::RebindToSigned<tag_f32> words;
  return hn::RebindMask(tag_f32(), hn::Eq(hn::And(v, hn::Set(words, bits)), hn::Zero(words)));
#endif
}

/// Not above, or NaN.
HWY_INLINE mask_f32 is_not_above(vector_f32 v, float limit) {
  constexpr tag_f32 tag;
#if HWY_TARGET <= HWY_AVX3
  return mask_f32{_mm512_cmp_ps_mask(v.raw, _mm512_set1_ps(limit), _CMP_NGT_UQ)};
#else
  return hn::Not(hn::Gt(v, hn::Set(tag, limit)));
#endif
}

/// The low 32 bits of the doubles that belong to the f32 vector i, in any order.
HWY_INLINE auto low_words(const lane_vector& v, std::size_t i) {
  const hn::RebindToSigned<tag_f32> words;
#if HWY_TARGET == HWY_SCALAR
  const auto bits = std::bit_cast<std::uint64_t>(hn::GetLane(v.part[i]));
  return hn::Set(words, static_cast<std::int32_t>(static_cast<std::uint32_t>(bits)));
#else
  return hn::ConcatEven(words, hn::BitCast(words, v.part[2 * i + 1]), hn::BitCast(words, v.part[2 * i]));
#endif
}

/// Where the f32 roundings in the vector i of `y` are in doubt, by the bits that they lack. A value known to `units` 2^-53 of
/// itself is known to `units` steps of double; f32 lacks 29 bits, so the rounding is certain unless those bits are that near to
/// one half, 2^28: with a power of two as the margin m, unless bits - 2^28 + m, modulo 2^29, is below 2m. Of subnormal
/// results f32 keeps fewer bits: they are left to the full test, as are zeros and NaN.
template <std::size_t i>
HWY_INLINE mask_f32 may_round_otherwise(const lane_vector& v, const pack_f32& y, double units) {
  const hn::RebindToSigned<tag_f32> words;
  const auto margin = margin_of(actcheck::arithmetic::certain_units(units) + 1);
  const auto above_half = hn::Add(low_words(v, i), hn::Set(words, margin - (1 << 28)));
  return hn::Or(has_none(above_half, (1 << 29) - 2 * margin), is_not_above(hn::Abs(y.part[i]), 0x1p-126F));
}

/// Results that the quick test leaves open, and where they come from. A null dy means 1 everywhere.
struct open_results {
  alignas(64) double value[pack_f32::size];      ///< before they are multiplied by dy
  alignas(64) double magnitude[pack_f32::size];  ///< `relative_error` times it is the error
  double relative_error;
  bool sign_is_certain;                          ///< even where the error is larger than the value
  const float* x;
  const float* dy;
  std::uint32_t index;                           ///< of the first
  std::size_t count;
};

/// The full test: both ends of the interval of possible values round alike, and the sign is certain, also of zeros. Notes the
/// inputs that it does not decide and returns their number; puts the roundings into `y`.
inline HWY_NOINLINE std::size_t examine(const open_results& open, const kernels::f32_call& call, float* y,
                                        kernels::undecided_input* list) {
  constexpr lane_tag tag;
  constexpr half_tag_f32 half;
  constexpr tag_f32 narrow;
  alignas(64) float doubts[pack_f32::size];
  const auto doubt = hn::Set(tag, 1.0);
  for (std::size_t i = 0; i < pack_f32::size; i += hn::Lanes(tag)) {
    const auto upstream = open.dy == nullptr ? hn::Set(tag, 1.0) : hn::PromoteTo(tag, hn::LoadU(half, open.dy + i));
    const auto result = hn::Load(tag, open.value + i), value = hn::Mul(result, upstream);
    const auto magnitude = hn::Load(tag, open.magnitude + i);
    const auto error = hn::Mul(magnitude, hn::Set(tag, open.relative_error));
    const auto margin = hn::Mul(error, hn::Abs(upstream));
    const auto low = to_f32(half, hn::Sub(value, margin)), high = to_f32(half, hn::Add(value, margin));
    auto doubtful = hn::IfThenElse(hn::Eq(hn::PromoteTo(tag, low), hn::PromoteTo(tag, high)), hn::Zero(tag), doubt);
    // A magnitude of 0 is that of a zero which is exact.
    if (!open.sign_is_certain)
      doubtful = hn::IfThenElse(hn::Or(hn::Gt(hn::Abs(result), error), hn::Eq(magnitude, hn::Zero(tag))), doubtful, doubt);
    hn::Store(to_f32(half, doubtful), half, doubts + i);
    hn::Store(to_f32(half, value), half, y + i);
  }
  for (std::size_t i = 0; i < pack_f32::size; i += pack_f32::part_size) {
    const auto irregular = is_irregular(narrow, open.x + i, call.exceptions, call.exception_count);
    hn::Store(hn::IfThenElse(irregular, hn::Set(narrow, 1.0F), hn::Load(narrow, doubts + i)), narrow, doubts + i);
  }
  std::size_t noted = 0;
  for (std::size_t j = 0; j < open.count; ++j)
    if (doubts[j] != 0)
      list[noted++] = {open.index + static_cast<std::uint32_t>(j), open.x[j], open.dy == nullptr ? 1.0F : open.dy[j]};
  return noted;
}

/// One pack's worth of the work. `dy` is looked at only `with_upstream`.
template <class Formula, pass p, bool with_upstream>
class fused_f32 {
 public:
  HWY_INLINE explicit fused_f32(const kernels::f32_call& call) : call_(call), parameters_(call.parameters) {}

  /// Computes, notes what is not decided, and stores to `out`, in this order: `out` may be `x` or `dy`.
  template <bool streamed>
  HWY_INLINE void run(const float* x, const float* dy, float* out, std::uint32_t index, std::size_t count) {
    const lanes input(pack_f32::promoted(x), 0);
    const lanes result = p == pass::forward ? Formula::forward(input, parameters_) : Formula::derivative(input, parameters_);
    auto value = result.value;
    if (result.cancels) value = end_of(result, dy, -1);
    else if constexpr (with_upstream) value = packs::Mul(value, pack_f32::promoted(dy));
    pack_f32 y(value);
    auto irregular = is_irregular(narrow, x, call_.exceptions, call_.exception_count);
    packs::repeat<pack_f32::parts - 1>([&](auto i) ACTCHECK_INLINE_LAMBDA {
      irregular = hn::Or(irregular, is_irregular(narrow, x + (i + 1) * pack_f32::part_size, call_.exceptions, call_.exception_count));
    });
    const bool rounds = result.cancels || with_upstream || result.units != 0;
    const pack_f32 above = result.cancels ? pack_f32(end_of(result, dy, +1)) : y;
    const auto rounding_of = [&](auto i) ACTCHECK_INLINE_LAMBDA {
      // Written so that NaN is in doubt: hn::Ne is false for it on some targets.
      if (result.cancels) return hn::Or(hn::Not(hn::Eq(y.part[i], above.part[i])), hn::Eq(y.part[i], hn::Zero(narrow)));
      return may_round_otherwise<i>(value, y, units_of_product(result));
    };
    auto doubt = irregular;
    if (rounds) packs::repeat<pack_f32::parts>([&](auto i) ACTCHECK_INLINE_LAMBDA { doubt = hn::Or(doubt, rounding_of(i)); });
    if (HWY_UNLIKELY((!hn::AllFalse(narrow, doubt))) && rounds) {
      // Whole branches of formulas give zeros, which are exact and rule themselves out here.
      const pack_f32 inexact(packs::IfThenElse(packs::Lt(result.size(), packs::Set(lane_tag(), smallest_double)), packs::Zero(lane_tag()),
                                               packs::Set(lane_tag(), 1.0)));
      doubt = irregular;
      packs::repeat<pack_f32::parts>([&](auto i) ACTCHECK_INLINE_LAMBDA {
        const auto exact_zero = hn::And(hn::Eq(y.part[i], hn::Zero(narrow)), hn::Eq(inexact.part[i], hn::Zero(narrow)));
        doubt = hn::Or(doubt, hn::And(rounding_of(i), hn::Not(exact_zero)));
      });
    }
    if (HWY_UNLIKELY((!hn::AllFalse(narrow, doubt)))) {
      open_results open;
      open.relative_error = relative_error(result);
      open.sign_is_certain = !result.cancels;
      open.x = x;
      open.dy = with_upstream ? dy : nullptr;
      open.index = index;
      open.count = count;
      packs::store(result.value, open.value);
      packs::store(result.size(), open.magnitude);
      alignas(64) float rounded[pack_f32::size];
      undecided_ += examine(open, call_, rounded, call_.undecided + undecided_);
      packs::repeat<pack_f32::parts>([&](auto i) ACTCHECK_INLINE_LAMBDA {
        y.part[i] = hn::Load(narrow, rounded + i * pack_f32::part_size);
      });
    }
    packs::repeat<pack_f32::parts>([&](auto i) ACTCHECK_INLINE_LAMBDA {
      if constexpr (streamed) hn::Stream(y.part[i], narrow, out + i * pack_f32::part_size);
      else hn::StoreU(y.part[i], narrow, out + i * pack_f32::part_size);
    });
  }
  std::size_t undecided() const { return undecided_; }

 private:
  static constexpr tag_f32 narrow{};
  static constexpr double smallest_double = 0x1p-1074;

  /// The product of an exact value with dy has its own rounding to fear; an inexact value's bound covers it.
  static HWY_INLINE double units_of_product(const lanes& result) { return with_upstream && result.units == 0 ? 1 : result.units; }
  static HWY_INLINE double relative_error(const lanes& result) {
    return actcheck::arithmetic::certain_units(units_of_product(result)) * 0x1p-53;
  }

  /// The lower (-1) or upper end of the results' possible values; for a negative upstream gradient it is the other end.
  static HWY_INLINE lane_vector end_of(const lanes& result, const float* dy, double side) {
    const auto end = packs::MulAdd(result.size(), packs::Set(lane_tag(), side * relative_error(result)), result.value);
    if constexpr (with_upstream) return packs::Mul(end, pack_f32::promoted(dy));
    else return end;
  }

  const kernels::f32_call call_;  // a copy: what the caller's memory holds could change with every store
  actcheck::arithmetic::lane_parameters parameters_;
  std::size_t undecided_ = 0;
};

/// The whole array: `work.run<streamed>(x, dy, out, index, count)` on steps of `size`, of which the last may be filled up.
template <bool with_upstream, bool streamed, std::size_t size, class Work>
HWY_INLINE std::size_t run_steps(const kernels::f32_call& call, Work work) {
  const std::size_t n = call.n;
  const float *const x = call.x, *const dy = call.dy;
  float* const out = call.out;
  std::size_t i = 0;
  for (; i + size <= n; i += size) {
    if constexpr (with_upstream && streamed) {  // the hardware alone does not fetch two arrays fast enough
      constexpr std::size_t ahead = 512, line = 16;
      for (std::size_t k = 0; k < size; k += line) {
        hwy::Prefetch(x + i + ahead + k);
        hwy::Prefetch(dy + i + ahead + k);
      }
    }
    work.template run<streamed>(x + i, with_upstream ? dy + i : nullptr, out + i, static_cast<std::uint32_t>(i), size);
  }
  if (i < n) {
    float last_x[size] = {}, last_dy[size] = {}, last_out[size];
    std::copy(x + i, x + n, last_x);
    if (with_upstream) std::copy(dy + i, dy + n, last_dy);
    work.template run<false>(last_x, last_dy, last_out, static_cast<std::uint32_t>(i), n - i);
    std::copy(last_out, last_out + (n - i), out + i);
  }
  return work.undecided();
}

template <class Formula, pass p, bool with_upstream, bool streamed>
HWY_FLATTEN std::size_t run_f32(const kernels::f32_call& call) {
  if (suits_f32<Formula, p, with_upstream>(call))
    return run_steps<with_upstream, streamed, singles::size>(call, single_f32<Formula, p, with_upstream>(call));
  return run_steps<with_upstream, streamed, pack_f32::size>(call, fused_f32<Formula, p, with_upstream>(call));
}

template <class Formula, pass p, bool with_upstream>
std::size_t run_f32(const kernels::f32_call& call) {
  return call.stream ? run_f32<Formula, p, with_upstream, true>(call) : run_f32<Formula, p, with_upstream, false>(call);
}

template <class Formula, pass p>
std::size_t apply_f32(const kernels::f32_call& call) {
  if constexpr (p == pass::backward)
    if (call.dy != nullptr) return run_f32<Formula, p, true>(call);
  return run_f32<Formula, p, false>(call);
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
