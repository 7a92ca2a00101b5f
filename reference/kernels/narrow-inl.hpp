/// \file
/// From double to f32, rounded as IEEE 754 says, on one Highway target. Included once per target.

#include "hwy/highway.h"

#if defined(ACTCHECK_NARROW_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTCHECK_NARROW_INL
#undef ACTCHECK_NARROW_INL
#else
#define ACTCHECK_NARROW_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace actcheck::HWY_NAMESPACE {

/// `narrow` is the tag of f32 vectors with as many lanes as `v`.
template <class Tag, class Vector>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<Tag> to_f32(Tag narrow, Vector v) {
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR
  // Highway's emulation gives the largest number where IEEE 754 gives infinity.
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::Rebind<double, Tag> wide;
  double from[hn::MaxLanes(Tag())];
  float to[hn::MaxLanes(Tag())];
  hn::StoreU(v, wide, from);
  for (std::size_t i = 0; i < hn::Lanes(narrow); ++i) to[i] = static_cast<float>(from[i]);
  return hn::LoadU(narrow, to);
#else
  return hwy::HWY_NAMESPACE::DemoteTo(narrow, v);
#endif
}

}  // namespace actcheck::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // ACTCHECK_NARROW_INL
