/// \file
/// Polynomials of the lane functions, constant term first, and bounds on their relative errors. Made by
/// polynomials.sollya; do not edit.
#pragma once

namespace actcheck::arithmetic::polynomials {

/// e^r for |r| <= ln(2)/2.
inline constexpr double exp[] = {
    0x1p0, 0x1.ffffffffffb56p-1, 0x1.ffffffffee837p-2, 0x1.55555555d448ap-3,
    0x1.5555558195191p-5, 0x1.1111102c867c4p-7, 0x1.6c16360250124p-10, 0x1.a01c44db8be3fp-13,
    0x1.a17426e50f263p-16, 0x1.7063234c25ba2p-19};
inline constexpr double exp_error = 0x1p-45;

/// (e^r - 1 - r)/r^2 for |r| <= ln(2)/2.
inline constexpr double expm1[] = {
    0x1.ffffffffffff5p-2, 0x1.5555555553b9ep-3, 0x1.555555555a871p-5, 0x1.1111111c3d3cfp-7,
    0x1.6c16c155b306cp-10, 0x1.a019adcfd1874p-13, 0x1.a01a2d2b728c1p-16, 0x1.72c6f60c61a94p-19,
    0x1.28189fc432a82p-22};
inline constexpr double expm1_error = 0x1p-48;

/// (2 atanh(s)/s - 2)/s^2 as a function of s^2, for s = (m-1)/(m+1), m in [sqrt(1/2), sqrt 2].
inline constexpr double log[] = {
    0x1.55555555553b7p-1, 0x1.9999999b87d7ep-2, 0x1.249246297a413p-2, 0x1.c71fcdf806386p-3,
    0x1.7382b03e5957bp-3, 0x1.546c85f372a38p-3};
inline constexpr double log_error = 0x1p-50;

/// (x - tanh x)/x^3 for |x| <= 1 as a function of x^2.
inline constexpr double x_minus_tanh[] = {
    0x1.5555555555549p-2, -0x1.111111110ec47p-3, 0x1.ba1ba1b7c5e2fp-5, -0x1.664f480a500f1p-6,
    0x1.226e28a1550c4p-7, -0x1.d6d2310c2e37cp-9, 0x1.7d92155bfb27ap-10, -0x1.34d9abf90031fp-11,
    0x1.f062b406534e8p-13, -0x1.83813dd8ad9fap-14, 0x1.162641078ad53p-15, -0x1.4b67019af2fd6p-17,
    0x1.15707dedbd569p-19, -0x1.d4df2496ed6f3p-23};
inline constexpr double x_minus_tanh_error = 0x1p-48;

/// e^(z^2) erfc z for 0 <= z <= 14.5 as a function of t = (z-4)/(z+4).
inline constexpr double scaled_erfc[] = {
    0x1.18932bf08e10bp-3, -0x1.0949227374189p-2, 0x1.bff01a5f95984p-3, -0x1.506666f6b5d86p-3,
    0x1.be502c34777d1p-4, -0x1.027d573f2f2ep-4, 0x1.0066e14bce931p-5, -0x1.a4ded6236a3e3p-7,
    0x1.0a17d58228845p-8, -0x1.a2f84f5f6387ep-11, -0x1.6c9dd8fdbf2d7p-16, 0x1.4b3eb309c229ap-14,
    -0x1.7bfee0556f3f4p-16, -0x1.02ce3b42cea9bp-19, 0x1.a06fb707432c5p-19, -0x1.3a5c1f5df3421p-22,
    -0x1.99f5c7fa45c99p-22, -0x1.364f9fc44fb88p-25};
inline constexpr double scaled_erfc_error = 0x1p-45;

}  // namespace actcheck::arithmetic::polynomials
