#include "subjects/kernel.hpp"

#include <array>
#include <cstring>

namespace actcheck {
namespace {

using bytes_of_array = std::vector<char>;

bytes_of_array filled_with(format f, double value, std::size_t n) {
  bytes_of_array stored(n * bytes(f));
  encode_array(f, std::vector<double>(n, value), stored.data());
  return stored;
}

/// The other input is 1, which multiplies without rounding.
subject_functions gate_of(const activation& a, format f, const subject_kernels& k) {
  const bool second = a.gates.gates_b;
  subject_functions part;
  if (k.forward)
    part.forward = [=, call = k.forward](const void* x, void* y, std::size_t n, const double* parameters) {
      const auto ones = filled_with(f, 1, n);
      const void* inputs[] = {second ? ones.data() : x, second ? x : ones.data()};
      call(inputs, &y, {1, n}, parameters);
    };
  if (k.backward)
    part.backward = [=, call = k.backward](const void* x, const void* dy, void* dx, std::size_t n, const double* parameters) {
      const auto ones = filled_with(f, 1, n);
      bytes_of_array other(ones.size());
      const void* inputs[] = {second ? ones.data() : x, second ? x : ones.data(), dy};
      void* outputs[] = {second ? other.data() : dx, second ? dx : other.data()};
      call(inputs, outputs, {1, n}, parameters);
    };
  return part;
}

/// n rows of two, `which` of them from `from` and 0 beside it.
bytes_of_array beside_zeros(format f, const void* from, std::size_t n, std::size_t which) {
  const std::size_t size = bytes(f);
  bytes_of_array rows(2 * n * size);  // the pattern of 0 is 0 in every format
  for (std::size_t i = 0; i < n; ++i) std::memcpy(rows.data() + (2 * i + which) * size, static_cast<const char*>(from) + i * size, size);
  return rows;
}

void take(format f, const bytes_of_array& rows, std::size_t which, void* to, std::size_t n) {
  const std::size_t size = bytes(f);
  for (std::size_t i = 0; i < n; ++i) std::memcpy(static_cast<char*>(to) + i * size, rows.data() + (2 * i + which) * size, size);
}

subject_functions element_of_two(const activation& a, format f, const subject_kernels& k) {
  const std::size_t element = a.claims_of_rows->beside_zero_element;
  subject_functions part;
  if (k.forward)
    part.forward = [=, call = k.forward](const void* x, void* y, std::size_t n, const double* parameters) {
      const auto rows = beside_zeros(f, x, n, 0);
      bytes_of_array results(rows.size());
      const void* inputs[] = {rows.data()};
      void* outputs[] = {results.data()};
      call(inputs, outputs, {n, 2}, parameters);
      take(f, results, element, y, n);
    };
  if (k.backward)
    part.backward = [=, call = k.backward](const void* x, const void* dy, void* dx, std::size_t n, const double* parameters) {
      const auto rows = beside_zeros(f, x, n, 0), upstream = beside_zeros(f, dy, n, element);
      bytes_of_array results(rows.size());
      const void* inputs[] = {rows.data(), upstream.data()};
      void* outputs[] = {results.data()};
      call(inputs, outputs, {n, 2}, parameters);
      take(f, results, 0, dx, n);
    };
  return part;
}

subject_functions elementwise(const subject_kernels& k) {
  subject_functions part;
  if (k.forward)
    part.forward = [call = k.forward](const void* x, void* y, std::size_t n, const double* parameters) { call(&x, &y, {1, n}, parameters); };
  if (k.backward)
    part.backward = [call = k.backward](const void* x, const void* dy, void* dx, std::size_t n, const double* parameters) {
      const void* inputs[] = {x, dy};
      call(inputs, &dx, {1, n}, parameters);
    };
  return part;
}

}  // namespace

const signature& signature_of(activation_kind kind, pass p) {
  static const signature one[] = {{{"x"}, {"y"}}, {{"x", "dy"}, {"dx"}}};
  static const signature two[] = {{{"a", "b"}, {"y"}}, {{"a", "b", "dy"}, {"da", "db"}}};
  return (kind == activation_kind::gated ? two : one)[p == pass::backward ? 1 : 0];
}

std::vector<double> call_on_values(const subject_functions& k, pass p, format f, const std::vector<double>& x,
                                   const std::vector<double>& dy, parameter_values parameters) {
  bytes_of_array stored_x(x.size() * bytes(f)), stored_out(stored_x.size());
  encode_array(f, x, stored_x.data());
  bytes_of_array stored_dy = filled_with(f, 1, p == pass::backward ? x.size() : 0);
  if (p == pass::backward && !dy.empty()) encode_array(f, dy, stored_dy.data());
  k.call(p, stored_x.data(), stored_dy.data(), stored_out.data(), x.size(), parameters.data());
  std::vector<double> out(x.size());
  decode_array(f, stored_out.data(), out);
  return out;
}

subject_kernels kernels_of(const subject_functions& functions) {
  subject_kernels k;
  if (functions.forward)
    k.forward = [call = functions.forward](const void* const* in, void* const* out, extent e, const double* parameters) {
      call(in[0], out[0], e.size(), parameters);
    };
  if (functions.backward)
    k.backward = [call = functions.backward](const void* const* in, void* const* out, extent e, const double* parameters) {
      call(in[0], in[1], out[0], e.size(), parameters);
    };
  return k;
}

const activation& part_of_one_number(const activation& a) {
  if (a.kind == activation_kind::gated) return a.gates.gate();
  return a.kind == activation_kind::row_wise ? a.claims_of_rows->beside_zero() : a;
}

subject_functions part_of_one_number(const activation& a, format f, const subject_kernels& k) {
  if (a.kind == activation_kind::gated) return gate_of(a, f, k);
  return a.kind == activation_kind::row_wise ? element_of_two(a, f, k) : elementwise(k);
}

}  // namespace actcheck
