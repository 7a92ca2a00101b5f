// peer:onednn, Intel's oneDNN behind the plain-C subject ABI: its eltwise and prelu primitives, run over the caller's own arrays.
//
// Only f32 is exported, because it is the only format that oneDNN 2.6 computes on every CPU:
//   f64   is not among its data types.
//   f16   is for GPUs: on the CPU no primitive descriptor can be created (tried on AVX2; the guide lists f32, bf16, s8 and u8).
//   bf16  needs AVX-512 (has_data_type_support in cpu/platform.cpp). On AVX2 not even the reference implementation accepts it,
//         and a symbol that aborts on half of the machines would be worse than none.
// What is not among the eltwise algorithms (softsign, hard_sigmoid, selu, celu, ...) is not here: composing it from others would
// test us, not oneDNN. The exception is softplus, whose algorithm has no beta and no threshold: with others than the defaults,
// oneDNN's `linear` scales before and after, as its user would.
// On x86-64 all of f32 is generated code ("jit:..."), never oneDNN's slow reference path; for prelu the shape decides, see below.
#include "peer_abi.hpp"

#include <oneapi/dnnl/dnnl.hpp>

#ifdef _OPENMP
#include <omp.h>
#endif

#include <bit>
#include <cmath>
#include <compare>
#include <initializer_list>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using dnnl::algorithm;
using dnnl::memory;
using dnnl::prop_kind;

enum class pass { forward, backward };

// A primitive with its memory objects, whose pointers are set anew for each call: nothing is copied.
struct operation {
    dnnl::primitive primitive;
    std::unordered_map<int, memory> arguments;
};

// An eltwise algorithm with its numbers, whose meaning it defines.
struct formula {
    algorithm what;
    float alpha = 0, beta = 0;
};

// What a primitive is compiled for. The numbers are compared by their bits, so that -0 and 0 stay different slopes.
struct operation_key {
    algorithm what;
    pass direction;
    std::uint32_t alpha_bits, beta_bits;
    std::size_t n;
    auto operator<=>(const operation_key&) const = default;
};

// oneDNN's streams and memory objects must not be used by two threads at once, hence one set of everything per thread.
struct thread_state {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    std::map<operation_key, operation> operations;
};

thread_state& this_thread()
{
    thread_local thread_state state;
    return state;
}

operation make_eltwise(const dnnl::engine& engine, const formula& f, pass direction, memory::dim n)
{
    const memory::desc data({n}, memory::data_type::f32, memory::format_tag::a);
    const auto array = [&] { return memory(data, engine, DNNL_MEMORY_NONE); };
    const dnnl::eltwise_forward::primitive_desc forward(
        {direction == pass::forward ? prop_kind::forward_inference : prop_kind::forward_training, f.what, data, f.alpha, f.beta}, engine);
    if (direction == pass::forward)
        return {dnnl::eltwise_forward(forward), {{DNNL_ARG_SRC, array()}, {DNNL_ARG_DST, array()}}};
    // The plain algorithms (not *_use_dst_for_bwd) differentiate from x, which is what frameworks ask for by default.
    const dnnl::eltwise_backward::primitive_desc backward({f.what, data, data, f.alpha, f.beta}, engine, forward);
    return {dnnl::eltwise_backward(backward),
        {{DNNL_ARG_SRC, array()}, {DNNL_ARG_DIFF_DST, array()}, {DNNL_ARG_DIFF_SRC, array()}}};
}

operation make_prelu(const dnnl::engine& engine, pass direction, memory::dim n)
{
    // One image with one channel of n pixels: the shape whose single weight oneDNN broadcasts in generated code ("jit_uni").
    // A vector of n with one weight means the same but gets the reference implementation ("ref:any").
    const memory::desc data({1, 1, 1, n}, memory::data_type::f32, memory::format_tag::abcd);
    const memory::desc weights({1, 1, 1, 1}, memory::data_type::f32, memory::format_tag::abcd);
    const auto array = [&](const memory::desc& shape) { return memory(shape, engine, DNNL_MEMORY_NONE); };
    const dnnl::prelu_forward::primitive_desc forward(
        {direction == pass::forward ? prop_kind::forward_inference : prop_kind::forward_training, data, weights}, engine);
    if (direction == pass::forward)
        return {dnnl::prelu_forward(forward),
            {{DNNL_ARG_SRC, array(data)}, {DNNL_ARG_WEIGHTS, array(weights)}, {DNNL_ARG_DST, array(data)}}};
    const dnnl::prelu_backward::primitive_desc backward({data, weights, data, weights}, engine, forward);
    return {dnnl::prelu_backward(backward),
        {{DNNL_ARG_SRC, array(data)}, {DNNL_ARG_WEIGHTS, array(weights)}, {DNNL_ARG_DIFF_DST, array(data)},
            {DNNL_ARG_DIFF_SRC, array(data)}, {DNNL_ARG_DIFF_WEIGHTS, array(weights)}}};
}

// prelu is a primitive of its own and not an eltwise algorithm: `undef` stands for it in the key.
constexpr algorithm prelu = algorithm::undef;

void run(const formula& f, pass direction, std::size_t n, std::initializer_list<std::pair<int, const void*>> arrays)
{
    auto& [engine, stream, operations] = this_thread();
    const operation_key key{f.what, direction, std::bit_cast<std::uint32_t>(f.alpha), std::bit_cast<std::uint32_t>(f.beta), n};
    auto found = operations.find(key);
    if (found == operations.end()) {
        // A checker calls with many lengths: start over now and then instead of growing for ever. oneDNN itself keeps the
        // generated code of the last thousand or so primitives, so that coming back to an old length stays cheap.
        constexpr std::size_t most_operations = 64;
        if (operations.size() >= most_operations) operations.clear();
        const auto length = static_cast<memory::dim>(n);
        found = operations.emplace(key, f.what == prelu ? make_prelu(engine, direction, length)
                                                        : make_eltwise(engine, f, direction, length)).first;
    }
    auto& [primitive, arguments] = found->second;
    for (const auto& [argument, array] : arrays) arguments.at(argument).set_data_handle(const_cast<void*>(array));
    primitive.execute(stream, arguments);
    stream.wait();
}

void eltwise_forward(const formula& f, const float* x, float* y, std::size_t n)
{
    run(f, pass::forward, n, {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
}

void eltwise_backward(const formula& f, const float* x, const float* dy, float* dx, std::size_t n)
{
    run(f, pass::backward, n, {{DNNL_ARG_SRC, x}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_SRC, dx}});
}

// softplus(beta, threshold) = log(1 + e^(beta x))/beta, and the identity where beta x > threshold.
std::vector<float> scaled(const float* x, std::size_t n, float factor)
{
    std::vector<float> result(n);
    eltwise_forward({algorithm::eltwise_linear, factor}, x, result.data(), n);
    return result;
}

void softplus_forward(const float* x, float* y, std::size_t n, const double* params)
{
    const formula plain{algorithm::eltwise_soft_relu};
    if (params[0] == 1 && std::isinf(params[1])) return eltwise_forward(plain, x, y, n);
    const std::vector<float> inputs(x, x + n), z = scaled(x, n, static_cast<float>(params[0]));
    eltwise_forward(plain, z.data(), y, n);
    eltwise_forward({algorithm::eltwise_linear, static_cast<float>(1 / params[0])}, y, y, n);
    for (std::size_t i = 0; i < n; ++i)
        if (z[i] > params[1]) y[i] = inputs[i];
}

void softplus_backward(const float* x, const float* dy, float* dx, std::size_t n, const double* params)
{
    const formula plain{algorithm::eltwise_soft_relu};
    if (params[0] == 1 && std::isinf(params[1])) return eltwise_backward(plain, x, dy, dx, n);
    const std::vector<float> upstream(dy, dy + n), z = scaled(x, n, static_cast<float>(params[0]));
    eltwise_backward(plain, z.data(), dy, dx, n);
    for (std::size_t i = 0; i < n; ++i)
        if (z[i] > params[1]) dx[i] = upstream[i];
}

void prelu_forward(const float* x, float* y, std::size_t n, const double* params)
{
    const auto slope = static_cast<float>(params[0]);
    run({prelu}, pass::forward, n, {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, &slope}, {DNNL_ARG_DST, y}});
}

// oneDNN computes both gradients of prelu in one go. Returns that of the slope.
float prelu_backward(const float* x, const float* dy, float* dx, std::size_t n, const double* params)
{
    const auto slope = static_cast<float>(params[0]);
    float dslope = 0;
    run({prelu}, pass::backward, n,
        {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, &slope}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_SRC, dx},
            {DNNL_ARG_DIFF_WEIGHTS, &dslope}});
    return dslope;
}

float prelu_params_backward(const float* x, const float* dy, std::size_t n, const double* params)
{
    std::vector<float> unwanted_dx(n);
    return prelu_backward(x, dy, unwanted_dx.data(), n, params);
}

}  // namespace

// The threads are OpenMP's, if oneDNN was built that way and this file is too.
#if DNNL_CPU_RUNTIME == DNNL_RUNTIME_OMP && defined(_OPENMP)
ACTCHECK_PEER_THREADS("onednn", omp_set_num_threads(static_cast<int>(threads)))
#endif

// `...`: alpha and beta, where the algorithm has them.
#define PEER_ELTWISE(activation, ...)                                                                            \
    ACTCHECK_PEER_SYMBOLS("onednn", activation, f32, float, eltwise_forward(formula{algorithm::__VA_ARGS__}, x, y, n), \
        eltwise_backward(formula{algorithm::__VA_ARGS__}, x, dy, dx, n))
#define PARAM(i) static_cast<float>(params[i])

PEER_ELTWISE(relu, eltwise_relu)
PEER_ELTWISE(leaky_relu, eltwise_relu, PARAM(0))
PEER_ELTWISE(sigmoid, eltwise_logistic)
PEER_ELTWISE(tanh, eltwise_tanh)
PEER_ELTWISE(gelu, eltwise_gelu_erf)
PEER_ELTWISE(gelu_tanh, eltwise_gelu_tanh)
PEER_ELTWISE(quick_gelu, eltwise_swish, 1.702f)
PEER_ELTWISE(silu, eltwise_swish, 1)
PEER_ELTWISE(swish, eltwise_swish, PARAM(0))
PEER_ELTWISE(elu, eltwise_elu, PARAM(0))
PEER_ELTWISE(mish, eltwise_mish)
PEER_ELTWISE(hard_swish, eltwise_hardswish)
PEER_ELTWISE(log_sigmoid, eltwise_logsigmoid)
PEER_ELTWISE(identity, eltwise_linear, 1)
PEER_ELTWISE(relu6, eltwise_bounded_relu, 6)
PEER_ELTWISE(clipped_relu, eltwise_bounded_relu, PARAM(0))
PEER_ELTWISE(hard_tanh, eltwise_clip_v2, PARAM(0), PARAM(1))
ACTCHECK_PEER_SYMBOLS("onednn", softplus, f32, float, softplus_forward(x, y, n, params), softplus_backward(x, dy, dx, n, params))
ACTCHECK_PEER_SYMBOLS("onednn", prelu, f32, float, prelu_forward(x, y, n, params), prelu_backward(x, dy, dx, n, params))
ACTCHECK_PEER_PARAMS_SYMBOL("onednn", prelu, f32, float, *dparams = prelu_params_backward(x, dy, n, params))
