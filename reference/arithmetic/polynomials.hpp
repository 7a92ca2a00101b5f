/// \file
/// Polynomials of the lane functions, constant term first, and bounds on their relative errors. Made by
/// polynomials.sollya; do not edit.
#pragma once

namespace actcheck::arithmetic::polynomials {

/// e^r for |r| <= ln(2)/32.
inline constexpr double exp_near[] = {
    0x1p0, 0x1.fffffffb1374dp-1, 0x1.000000027673bp-1, 0x1.5557e54b8a75bp-3,
    0x1.5554fdcb0d455p-5};
inline constexpr double exp_near_error = 0x1.62p-39;

/// (e^r - 1)/r for |r| <= ln(2)/32.
inline constexpr double expm1_near[] = {
    0x1.fffffffffffe3p-1, 0x1.fffffffe5bc8cp-2, 0x1.55555556bed71p-3, 0x1.55570aa707384p-5,
    0x1.11111084d13f4p-7};
inline constexpr double expm1_near_error = 0x1.d4p-42;

/// 2^(j/16).
inline constexpr double powers[] = {
    0x1p0, 0x1.0b5586cf9890fp0, 0x1.172b83c7d517bp0, 0x1.2387a6e756238p0,
    0x1.306fe0a31b715p0, 0x1.3dea64c123422p0, 0x1.4bfdad5362a27p0, 0x1.5ab07dd485429p0,
    0x1.6a09e667f3bcdp0, 0x1.7a11473eb0187p0, 0x1.8ace5422aa0dbp0, 0x1.9c49182a3f09p0,
    0x1.ae89f995ad3adp0, 0x1.c199bdd85529cp0, 0x1.d5818dcfba487p0, 0x1.ea4afa2a490dap0};

/// e^r for |r| <= ln(2)/2.
inline constexpr double exp[] = {
    0x1p0, 0x1.ffffffffd56dp-1, 0x1.000000004f1b9p-1, 0x1.555555a077d4ep-3,
    0x1.5555546e0f45ap-5, 0x1.111082b98911ep-7, 0x1.6c18230967443p-10, 0x1.a1a80fa9efc4bp-13,
    0x1.9f5eea45a09f9p-16};
inline constexpr double exp_error = 0x1.02p-40;

/// (e^r - 1 - r)/r^2 for |r| <= ln(2)/2.
inline constexpr double expm1[] = {
    0x1.fffffffffe09cp-2, 0x1.555555555ba8bp-3, 0x1.55555565b6651p-5, 0x1.111110fb2d6f4p-7,
    0x1.6c166c10d6978p-10, 0x1.a01a378992a23p-13, 0x1.a13676e0c161p-16, 0x1.7223142af46c4p-19};
inline constexpr double expm1_error = 0x1.72p-43;

/// (2 atanh(s)/s - 2)/s^2 as a function of s^2, for s = (m-1)/(m+1), m in [sqrt(1/2), sqrt 2].
inline constexpr double log[] = {
    0x1.5555555564f97p-1, 0x1.999998ca73235p-2, 0x1.2493243fdaca6p-2, 0x1.c67ab349fcfdap-3,
    0x1.8c8ea46b97097p-3};
inline constexpr double log_error = 0x1.dcp-44;

/// (x - tanh x)/x^3 for |x| <= 1 as a function of x^2.
inline constexpr double x_minus_tanh[] = {
    0x1.5555555555549p-2, -0x1.111111110ec47p-3, 0x1.ba1ba1b7c5e2fp-5, -0x1.664f480a500f1p-6,
    0x1.226e28a1550c4p-7, -0x1.d6d2310c2e37cp-9, 0x1.7d92155bfb27ap-10, -0x1.34d9abf90031fp-11,
    0x1.f062b406534e8p-13, -0x1.83813dd8ad9fap-14, 0x1.162641078ad53p-15, -0x1.4b67019af2fd6p-17,
    0x1.15707dedbd569p-19, -0x1.d4df2496ed6f3p-23};
inline constexpr double x_minus_tanh_error = 0x1.28p-49;

/// (2 atanh(s)/s - 2)/s^2 as a function of s^2, for 0 <= s <= 1/3.
inline constexpr double log_unit[] = {
    0x1.555555555efe3p-1, 0x1.9999995768bc1p-2, 0x1.24926e0d92ca5p-2, 0x1.c70d137fac6cbp-3,
    0x1.75e04355599abp-3, 0x1.27cbe882d119fp-3, 0x1.86a578e3390c4p-3};
inline constexpr double log_unit_error = 0x1.1cp-42;

/// log(1 + r)/r for -1/32 <= r <= 1/30.
inline constexpr double log_near[] = {
    0x1.0000000005734p0, -0x1.fffffffd232dfp-2, 0x1.55554f92bc6f8p-2, -0x1.0000368f3835ep-2,
    0x1.9a0d8226e825dp-3, -0x1.53f71dddac9c8p-3};
inline constexpr double log_near_error = 0x1.64p-38;

/// 15/(15 + j).
inline constexpr double inverses[] = {
    0x1p0, 0x1.ep-1, 0x1.c3c3c3c3c3c3cp-1, 0x1.aaaaaaaaaaaabp-1,
    0x1.9435e50d79436p-1, 0x1.8p-1, 0x1.6db6db6db6db7p-1, 0x1.5d1745d1745d1p-1,
    0x1.4de9bd37a6f4ep-1, 0x1.4p-1, 0x1.3333333333333p-1, 0x1.2762762762762p-1,
    0x1.1c71c71c71c72p-1, 0x1.1249249249249p-1, 0x1.08d3dcb08d3ddp-1, 0x1p-1};

/// Minus the logarithms of `inverses`.
inline constexpr double logarithms[] = {
    0, 0x1.08598b59e3a07p-4, 0x1.005588ad375aep-3, 0x1.7565011e49675p-3,
    0x1.e41fccb76b0d7p-3, 0x1.269621134db92p-2, 0x1.588c2d913348fp-2, 0x1.882f1ef83ed45p-2,
    0x1.b5b3e24235e88p-2, 0x1.e148a1a2726cep-2, 0x1.058aefa811452p-1, 0x1.199fac68b4ab8p-1,
    0x1.2cf25fad8f1c3p-1, 0x1.3f91275240811p-1, 0x1.5188a4a02d7fep-1, 0x1.62e42fefa39efp-1};

/// e^(x^2/2) times the normal distribution's upper tail, for 0 <= x <= 14.5 sqrt 2: numerator.
inline constexpr double normal_tail_numerator[] = {
    0x1.0000000003148p-1, 0x1.2a518032c90cdp-1, 0x1.5485fbbddff8bp-2, 0x1.d43c5de43c08ap-4,
    0x1.953b2940d419fp-6, 0x1.a417b604414ccp-9, 0x1.9fd6e4c77778bp-13};
inline constexpr double normal_tail_numerator_error = 0x1.9p-39;

/// Its denominator; the error is that of the quotient.
inline constexpr double normal_tail_denominator[] = {
    0x1p0, 0x1.f693a9d2ce2eep0, 0x1.bb428cdfa10c8p0, 0x1.c9feb9dd10aa7p-1,
    0x1.2da7083ee9dep-2, 0x1.fff3e93ac6fc3p-5, 0x1.07410ba2560b6p-7, 0x1.0496b55fd461fp-11};
inline constexpr double normal_tail_denominator_error = 0x1.9p-39;

}  // namespace actcheck::arithmetic::polynomials
