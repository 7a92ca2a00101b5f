// What a user writes who checks functions where they are: one that is right, and one that turns NaN into 0.
#include <actcheck/gtest.hpp>

namespace {

template <class T>
T right_relu(T x) {
  return x < 0 ? T(0) : x;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  actcheck::register_tests(actcheck::implementation("right").scalar<float>("relu", right_relu<float>), {.effort = "smoke"});
  actcheck::register_tests(actcheck::implementation("wrong").scalar<float>("relu", [](float x) { return x > 0 ? x : 0; }), {.effort = "smoke"});
  return RUN_ALL_TESTS();
}
