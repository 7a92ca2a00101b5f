// Direct calls, the catalogue's look-up, and the TeX that formulas write of themselves.
#include "actcheck/function.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "actcheck/activations.hpp"
#include "actcheck/catalogue.hpp"
#include "actcheck/oracle.hpp"
#include "support.hpp"

namespace actcheck::test {
namespace {

template <class T>
T stored(double value) {
  return detail::from_double<T>(value);
}
template <class T>
double value_of(T v) {
  return detail::as_double(v);
}

TEST(direct_calls, give_correctly_rounded_results_in_every_format) {
  // gelu(1) = 0.84134474606854294858..., gelu'(1) = 1.08331547058768...
  EXPECT_EQ(gelu(1.0), 0.84134474606854294858);
  EXPECT_EQ(gelu(1.0f), 0.84134474606854294858f);
  EXPECT_EQ(value_of(gelu(stored<f16>(1))), round_to(format::f16, 0.84134474606854294858));
  EXPECT_EQ(value_of(gelu(stored<bf16>(1))), round_to(format::bf16, 0.84134474606854294858));
  EXPECT_EQ(gelu(f8e4m3fn{0x38}).bits, 0x35) << "0.8125";
  EXPECT_EQ(gelu(f8e5m2{0x3c}).bits, 0x3b) << "0.875";
  EXPECT_EQ(gelu.derivative(0.0), 0.5);
  EXPECT_EQ(gelu.derivative(0.0f), 0.5f);
  EXPECT_EQ(tanh(0.5), 0.46211715726000975850);
  EXPECT_EQ(sigmoid(0.0f), 0.5f);
  EXPECT_EQ(value_of(softsign(stored<bf16>(1))), 0.5);
}

template <class T>
void compare_with_the_oracle(const elementwise_function& f, const activation& a) {
  const auto parameters = a.default_parameters();
  const oracle forward(a, pass::forward, parameters), backward(a, pass::backward, parameters);
  random_numbers draw("calls");
  const format number_format = format_of<T>;
  for (int i = 0; i < 50; ++i) {
    const double x = draw.any(number_format), dy = draw.upstream(number_format);
    EXPECT_TRUE(same(value_of(f(stored<T>(x))), forward.evaluate(number_format, x).rounded)) << a.name << ' ' << x;
    EXPECT_TRUE(same(value_of(f.derivative(stored<T>(x))), backward.evaluate(number_format, x).rounded))
        << a.name << ' ' << x;
    EXPECT_TRUE(same(value_of(f.backward(stored<T>(x), stored<T>(dy))), backward.evaluate(number_format, x, dy).rounded))
        << a.name << ' ' << x << ' ' << dy;
  }
}

TEST(direct_calls, equal_the_oracle) {
  for (const auto* f : {&gelu, &relu, &leaky_relu, &softsign}) {
    compare_with_the_oracle<double>(*f, f->entry());
    compare_with_the_oracle<float>(*f, f->entry());
    compare_with_the_oracle<f16>(*f, f->entry());
    compare_with_the_oracle<bf16>(*f, f->entry());
    compare_with_the_oracle<f8e4m3fn>(*f, f->entry());
    compare_with_the_oracle<f8e5m2>(*f, f->entry());
  }
}

TEST(direct_calls, take_nan_and_infinities) {
  EXPECT_TRUE(std::isnan(gelu(not_a_number)));
  EXPECT_TRUE(std::isnan(relu(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(is_nan_bits(format::f16, sigmoid(f16{0x7e01}).bits));
  EXPECT_TRUE(is_nan_bits(format::bf16, relu.backward(bf16{0x7fc0}, bf16{0}).bits)) << "NaN times a gradient of 0";
  EXPECT_TRUE(same(silu(-infinity), -0.0));
  EXPECT_EQ(silu(infinity), infinity);
  EXPECT_EQ(tanh(-std::numeric_limits<float>::infinity()), -1.0f);
}

TEST(direct_calls, saturate_if_asked_to) {
  const activation& leaky = get_activation("leaky_relu");
  const double slope = 100;
  const auto at = [&](format f, double x, overflow policy) { return evaluate(leaky, pass::forward, f, x, 1, {&slope, 1}, policy); };
  EXPECT_TRUE(std::isnan(at(format::f8e4m3fn, -6, overflow::standard)));
  EXPECT_EQ(at(format::f8e4m3fn, -6, overflow::saturate), -448);
  EXPECT_EQ(at(format::f8e5m2, -1024, overflow::standard), -infinity);
  EXPECT_EQ(at(format::f8e5m2, -1024, overflow::saturate), -57344);
  EXPECT_EQ(evaluate(relu.entry(), pass::forward, format::f8e5m2, infinity, 1, {}, overflow::saturate), 57344);
  EXPECT_THROW(evaluate(relu.entry(), pass::forward, format::f32, 1, 1, {}, overflow::saturate), std::invalid_argument);
  EXPECT_THROW(at(format::f64, 1, overflow::saturate), std::invalid_argument);
}

TEST(direct_calls, take_parameters_in_catalogue_order) {
  EXPECT_EQ(leaky_relu(-2.0, 0.5), -1.0);
  EXPECT_EQ(leaky_relu(-2.0f, 0.5), -1.0f);
  EXPECT_EQ(leaky_relu(-2.0), -0.02);
  EXPECT_EQ(leaky_relu.derivative(-2.0, 0.5), 0.5);
  EXPECT_EQ(leaky_relu.backward(-2.0, 3.0, 0.5), 1.5);
  EXPECT_EQ(value_of(prelu(stored<f16>(-2), 0.125)), -0.25);
  EXPECT_EQ(prelu(-1.0), -0.25);
  EXPECT_EQ(leaky_relu(-3.0f, 0.1), static_cast<float>(-3 * 0.1)) << "the slope is the double that was passed";
  EXPECT_THROW(leaky_relu(-1.0, infinity), std::invalid_argument);
  EXPECT_THROW(leaky_relu(-1.0, 0.1, 0.2), std::invalid_argument);
  EXPECT_THROW(gelu(1.0, 2.0), std::invalid_argument);
}

TEST(direct_calls, know_their_entry) {
  EXPECT_EQ(gelu.entry().name, "gelu");
  EXPECT_EQ(&gelu.entry(), find_activation("gelu"));
}

TEST(catalogue, is_sorted_and_names_are_unambiguous) {
  ASSERT_FALSE(catalogue().empty());
  std::set<std::string> seen;
  std::string_view previous;
  for (const auto* a : catalogue()) {
    EXPECT_LT(previous, a->name);
    previous = a->name;
    EXPECT_TRUE(seen.insert(std::string(a->name)).second) << a->name;
    for (const auto alias : a->aliases)
      EXPECT_TRUE(seen.insert(std::string(alias)).second) << a->name << ": alias " << alias << " is taken";
  }
}

TEST(catalogue, finds_names_and_aliases_in_any_case) {
  for (const auto* a : catalogue()) {
    std::vector<std::string_view> names = a->aliases;
    names.push_back(a->name);
    for (const auto n : names) {
      std::string upper(n);
      std::transform(upper.begin(), upper.end(), upper.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      EXPECT_EQ(find_activation(n), a) << n;
      EXPECT_EQ(find_activation(upper), a) << upper;
      EXPECT_EQ(&get_activation(upper), a) << upper;
    }
  }
  EXPECT_EQ(&get_activation("Logistic"), &get_activation("sigmoid"));
  EXPECT_EQ(find_activation(""), nullptr);
  EXPECT_EQ(find_activation("gelus"), nullptr);
}

std::string complaint_about(std::string_view name) {
  try {
    get_activation(name);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(catalogue, suggests_the_nearest_name) {
  EXPECT_EQ(complaint_about("gelo"), "unknown activation 'gelo' (did you mean 'gelu'?)");
  EXPECT_EQ(complaint_about("gleu"), "unknown activation 'gleu' (did you mean 'gelu'?)") << "an exchange is one mistake, as the lost e of glu";
  EXPECT_EQ(complaint_about("sigmod"), "unknown activation 'sigmod' (did you mean 'sigmoid'?)");
  EXPECT_EQ(complaint_about("leakyrellu"), "unknown activation 'leakyrellu' (did you mean 'leaky_relu'?)");
  const auto far = complaint_about("zzzzzzzzzzzzzzzzzzzzzzzz");
  EXPECT_NE(far.find("one of: "), std::string::npos) << far;
  EXPECT_NE(far.find("softsign"), std::string::npos) << far;
  const std::vector<std::string> words{"range", "accuracy"};
  EXPECT_EQ(nearest("rnage", words), "range");
  EXPECT_EQ(nearest("q", words), "");
  EXPECT_EQ(nearest("x", std::vector<std::string>{}), "");
}

TEST(catalogue, every_entry_is_documented) {
  for (const auto* a : catalogue()) {
    SCOPED_TRACE(a->name);
    const auto& t = a->text;
    for (const auto text :
         {t.title, t.summary, t.formula, t.derivative, t.code, t.derivative_code, t.smoothness, t.monotonicity, t.cost})
      EXPECT_FALSE(text.empty());
    for (const auto& list : {t.uses, t.advantages, t.disadvantages, t.origin}) EXPECT_FALSE(list.empty());
    for (const auto& p : a->parameters) EXPECT_FALSE(p.name.empty() || p.meaning.empty());
    EXPECT_NO_THROW(a->require_valid(a->default_parameters()));
  }
}

TEST(catalogue, formulas_write_themselves_as_balanced_tex) {
  for (const auto* a : catalogue())
    for (const auto& tex : {a->formula_tex(), a->derivative_tex()}) {
      SCOPED_TRACE(tex);
      EXPECT_FALSE(tex.empty());
      EXPECT_EQ(std::count(tex.begin(), tex.end(), '{'), std::count(tex.begin(), tex.end(), '}'));
      for (const auto& p : a->parameters) EXPECT_EQ(p.name.find('$'), std::string_view::npos);
    }
  EXPECT_EQ(get_activation("softsign").formula_tex(), "\\frac{x}{1 + \\left|x\\right|}");
  EXPECT_EQ(get_activation("silu").formula_tex(), "\\frac{x}{1 + e^{-x}}");
  EXPECT_NE(get_activation("leaky_relu").formula_tex().find("\\mathit{negative\\_slope}"), std::string::npos);
}

}  // namespace
}  // namespace actcheck::test
