#include "kernels/double_double_kernels.hpp"

namespace actcheck::kernels {

// The generated files double_double_kernels_0.cpp to double_double_kernels_3.cpp, between which the activations are dealt out.
double_double_function find_double_double_in_share_0(std::string_view, pass);
double_double_function find_double_double_in_share_1(std::string_view, pass);
double_double_function find_double_double_in_share_2(std::string_view, pass);
double_double_function find_double_double_in_share_3(std::string_view, pass);

double_double_function find_double_double_function(std::string_view activation, pass p) {
  for (const auto find : {find_double_double_in_share_0, find_double_double_in_share_1, find_double_double_in_share_2,
                          find_double_double_in_share_3})
    if (const auto found = find(activation, p)) return found;
  return nullptr;
}

}  // namespace actcheck::kernels
