/// \file
/// When is the input of a ReLU exactly 0, where its derivative is a convention? Never, with weights and biases that were drawn at
/// random; always, where biases are 0 and so is everything that a layer reads.
#include "actcheck/catalogue.hpp"
#include "records.hpp"

namespace actcheck::model {
namespace {

/// Numbers seen, and how many of them were exactly 0.
struct zero_count {
  std::int64_t zeros = 0, all = 0;

  void add(const matrix& m) {
    zeros += (m.array() == 0.0f).count();
    all += m.size();
  }
};

json described(const char* which, const std::string& meaning, const zero_count& count) {
  const double share = count.all == 0 ? 0 : static_cast<double>(count.zeros) / static_cast<double>(count.all);
  return {{"record", "zeros"},      {"case", which},   {"meaning", meaning},
          {"zeros", count.zeros}, {"of", count.all}, {"share", rounded(share)}};
}

void draw_biases(network& net, random_source& source) {
  for (auto& layer : net.hidden)
    for (float& bias : layer.maps[0].biases) bias = static_cast<float>(0.1 * source.normal());
}

zero_count before_all_layers(network& net, const matrix& images) {
  net.forward(images);
  zero_count count;
  for (const auto& layer : net.hidden) count.add(layer.before(0));
  return count;
}

/// What the second layer's units read, for the examples for which every unit of the first layer gives 0.
zero_count before_second_where_first_is_off(network& net, const matrix& images) {
  net.forward(images);
  zero_count count;
  for (Eigen::Index i = 0; i < images.cols(); ++i)
    if ((net.hidden[0].output().col(i).array() == 0.0f).all()) count.add(net.hidden[1].before(0).col(i));
  return count;
}

json ordinary_training(const plan& p, const unit& relu, const divided_digits& digits) {
  const auto& watched = p.networks[p.watched];
  zero_count count;
  for (const auto seed : p.seeds) {
    network net(watched.shape, relu, seed);
    random_source source(seed + 2000);
    draw_biases(net, source);
    const auto look = [&](network& trained) {
      const auto seen = before_all_layers(trained, digits.training.images);
      count.zeros += seen.zeros;
      count.all += seen.all;
    };
    look(net);
    train(net, digits.training, {.rate = watched.normal_rate, .epochs = p.epochs, .seed = seed}, look);
  }
  return described("ordinary_training", "random weights and biases, all layers, before training and after each epoch", count);
}

json zero_input(const plan& p, const unit& relu) {
  network net(p.networks[p.watched].shape, relu, p.seeds.front());
  return described("zero_input", "biases 0, an input of zeros, all layers", before_all_layers(net, matrix::Zero(pixels, 1)));
}

/// A bias that no input outweighs turns the first layer off.
json first_layer_off(const plan& p, const unit& relu, const divided_digits& digits, bool random_biases) {
  network net(p.networks[p.watched].shape, relu, p.seeds.front());
  random_source source(p.seeds.front() + 2000);
  if (random_biases) draw_biases(net, source);
  net.hidden[0].maps[0].biases.setConstant(-1000);
  const auto count = before_second_where_first_is_off(net, digits.training.images);
  const std::string off = "first layer turned off by its biases";
  return random_biases ? described("first_layer_off_random_biases", "second layer, biases random, " + off, count)
                       : described("first_layer_off", "second layer, biases 0, " + off, count);
}

/// With few units it happens by itself: of n units, all are off for about 2^-n of the inputs.
json narrow_layer_off(const plan& p, const unit& relu, const divided_digits& digits) {
  zero_count count;
  for (const auto seed : p.seeds) {
    network net(perceptron(2, 4), relu, seed);
    const auto seen = before_second_where_first_is_off(net, digits.training.images);
    count.zeros += seen.zeros;
    count.all += seen.all;
  }
  return described("narrow_layer_off", "second of two layers of 4 units, biases 0, examples for which the first is off", count);
}

}  // namespace

std::vector<json> zeros_records(const plan& p, const divided_digits& digits) {
  const unit relu(get_activation("relu"));
  return {ordinary_training(p, relu, digits), zero_input(p, relu), first_layer_off(p, relu, digits, false),
          first_layer_off(p, relu, digits, true), narrow_layer_off(p, relu, digits)};
}

}  // namespace actcheck::model
