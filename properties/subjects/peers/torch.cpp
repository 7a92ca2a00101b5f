// peer:torch, PyTorch's C++ library (libtorch, CPU) behind the plain-C subject ABI: the operators that its training runs.
//
// Forward is the operator of that name; backward is the operator that autograd records for it (derivatives.yaml), called with
// what autograd saves: the OUTPUT y for relu, sigmoid and tanh, a buffer for log_sigmoid, the input x for the others. The ABI
// passes x alone, so that what autograd saves is computed first, and a backward pass takes the time of both. softsign has no
// operator of its own and is differentiated by autograd itself; tanh_shrink is x - tanh(x) there too.
// Formats: f64, f32 and bf16. Of f16 only softsign works on the CPU in 1.13; the other operators throw
// "..." not implemented for 'Half'.
#include "peer_abi.hpp"

// ATen's per-operator headers; <torch/torch.h> would need many times as long to compile.
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/div.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/elu_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gelu_backward.h>
#include <ATen/ops/hardshrink.h>
#include <ATen/ops/hardshrink_backward.h>
#include <ATen/ops/hardsigmoid.h>
#include <ATen/ops/hardsigmoid_backward.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/hardswish_backward.h>
#include <ATen/ops/hardtanh.h>
#include <ATen/ops/hardtanh_backward.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/leaky_relu_backward.h>
#include <ATen/ops/log_sigmoid_backward.h>
#include <ATen/ops/log_sigmoid_forward.h>
#include <ATen/ops/mish.h>
#include <ATen/ops/mish_backward.h>
#include <ATen/ops/prelu.h>
#include <ATen/ops/prelu_backward.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sigmoid_backward.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/silu_backward.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/softplus_backward.h>
#include <ATen/ops/softshrink.h>
#include <ATen/ops/softshrink_backward.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tanh_backward.h>
#include <ATen/ops/threshold.h>
#include <ATen/ops/threshold_backward.h>
#include <c10/core/InferenceMode.h>

#include <tuple>

namespace {

using tensor = at::Tensor;

// One struct per activation, of the same name; p holds its parameters.
namespace peer {

struct relu {
    static void forward(tensor& y, const tensor& x, const double*) { at::relu_out(y, x); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*)
    {
        at::threshold_backward_out(dx, dy, at::relu(x), 0);
    }
};

struct sigmoid {
    static void forward(tensor& y, const tensor& x, const double*) { at::sigmoid_out(y, x); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*)
    {
        at::sigmoid_backward_out(dx, dy, at::sigmoid(x));
    }
};

struct tanh {
    static void forward(tensor& y, const tensor& x, const double*) { at::tanh_out(y, x); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*)
    {
        at::tanh_backward_out(dx, dy, at::tanh(x));
    }
};

struct leaky_relu {
    static void forward(tensor& y, const tensor& x, const double* p) { at::leaky_relu_out(y, x, p[0]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p)
    {
        at::leaky_relu_backward_out(dx, dy, x, p[0], /*self_is_result=*/false);
    }
};

// The slope is a weight, a tensor of one element, and so is rounded to the format: that is PyTorch's interface.
struct prelu {
    static tensor weight(const tensor& x, const double* p) { return at::full({1}, p[0], x.options()); }
    static void forward(tensor& y, const tensor& x, const double* p) { at::prelu_out(y, x, weight(x, p)); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p)
    {
        dx.copy_(std::get<0>(at::prelu_backward(dy, x, weight(x, p))));
    }
    static void params_backward(double* dparams, const tensor& x, const tensor& dy, const double* p)
    {
        *dparams = std::get<1>(at::prelu_backward(dy, x, weight(x, p))).item().toDouble();
    }
};

// In f32 this is oneDNN's gelu wherever PyTorch was built with it, except that PyTorch keeps arrays of one element to itself.
struct gelu {
    static void forward(tensor& y, const tensor& x, const double*) { at::gelu_out(y, x, "none"); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*) { at::gelu_backward_out(dx, dy, x, "none"); }
};

struct silu {
    static void forward(tensor& y, const tensor& x, const double*) { at::silu_out(y, x); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*) { at::silu_backward_out(dx, dy, x); }
};

struct gelu_tanh {
    static void forward(tensor& y, const tensor& x, const double*) { at::gelu_out(y, x, "tanh"); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*) { at::gelu_backward_out(dx, dy, x, "tanh"); }
};

// elu, selu and celu are one operator: scale * (x > 0 ? x : alpha * expm1(input_scale * x)).
struct elu {
    static void forward(tensor& y, const tensor& x, const double* p) { at::elu_out(y, x, p[0]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p)
    {
        at::elu_backward_out(dx, dy, p[0], 1, 1, /*is_result=*/false, x);
    }
};

struct selu {
    static void forward(tensor& y, const tensor& x, const double* p) { at::elu_out(y, x, p[0], p[1]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p)
    {
        at::elu_backward_out(dx, dy, p[0], p[1], 1, /*is_result=*/false, x);
    }
};

struct celu {
    static void forward(tensor& y, const tensor& x, const double* p) { at::elu_out(y, x, p[0], 1, 1 / p[0]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p)
    {
        at::elu_backward_out(dx, dy, p[0], 1, 1 / p[0], /*is_result=*/false, x);
    }
};

struct softplus {
    static void forward(tensor& y, const tensor& x, const double* p) { at::softplus_out(y, x, p[0], p[1]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p)
    {
        at::softplus_backward_out(dx, dy, x, p[0], p[1]);
    }
};

struct mish {
    static void forward(tensor& y, const tensor& x, const double*) { at::mish_out(y, x); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*) { dx.copy_(at::mish_backward(dy, x)); }
};

struct log_sigmoid {
    static void forward(tensor& y, const tensor& x, const double*)
    {
        tensor buffer = at::empty({0}, x.options());
        at::log_sigmoid_forward_out(y, buffer, x);
    }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*)
    {
        at::log_sigmoid_backward_out(dx, dy, x, std::get<1>(at::log_sigmoid_forward(x)));
    }
};

struct hard_swish {
    static void forward(tensor& y, const tensor& x, const double*) { at::hardswish_out(y, x); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*) { dx.copy_(at::hardswish_backward(dy, x)); }
};

// Slope and offset are fixed there. With others: what a user would write, differentiated as autograd does it.
struct hard_sigmoid {
    static bool is_fixed_one(const double* p) { return p[0] == 1.0 / 6.0 && p[1] == 0.5; }
    static void forward(tensor& y, const tensor& x, const double* p)
    {
        if (is_fixed_one(p)) at::hardsigmoid_out(y, x);
        else at::clamp_out(y, x.mul(p[0]).add(p[1]), 0, 1);
    }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p)
    {
        if (is_fixed_one(p)) at::hardsigmoid_backward_out(dx, dy, x);
        else dx.copy_(at::hardtanh_backward(dy, x.mul(p[0]).add(p[1]), 0, 1).mul(p[0]));
    }
};

struct hard_tanh {
    static void forward(tensor& y, const tensor& x, const double* p) { at::hardtanh_out(y, x, p[0], p[1]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p)
    {
        at::hardtanh_backward_out(dx, dy, x, p[0], p[1]);
    }
};

// torch.relu6 is this call.
struct relu6 {
    static void forward(tensor& y, const tensor& x, const double*) { at::hardtanh_out(y, x, 0, 6); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*) { at::hardtanh_backward_out(dx, dy, x, 0, 6); }
};

struct threshold {
    static void forward(tensor& y, const tensor& x, const double* p) { at::threshold_out(y, x, p[0], p[1]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p) { at::threshold_backward_out(dx, dy, x, p[0]); }
};

struct hard_shrink {
    static void forward(tensor& y, const tensor& x, const double* p) { at::hardshrink_out(y, x, p[0]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p) { at::hardshrink_backward_out(dx, dy, x, p[0]); }
};

struct soft_shrink {
    static void forward(tensor& y, const tensor& x, const double* p) { at::softshrink_out(y, x, p[0]); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double* p) { at::softshrink_backward_out(dx, dy, x, p[0]); }
};

struct tanh_shrink {
    static void forward(tensor& y, const tensor& x, const double*) { at::sub_out(y, x, x.tanh()); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*)
    {
        at::sub_out(dx, dy, at::tanh_backward(dy, x.tanh()));
    }
};

// torch::nn::functional::softsign is this expression and nothing more.
struct softsign {
    static void forward(tensor& y, const tensor& x, const double*) { at::div_out(y, x, x.abs().add(1)); }
    static void backward(tensor& dx, const tensor& x, const tensor& dy, const double*)
    {
        // What was made in inference mode cannot be differentiated: leave it, and take fresh tensors over the same arrays.
        const c10::InferenceMode differentiate(false);
        const at::AutoGradMode record(true);
        const tensor input = at::from_blob(x.data_ptr(), x.sizes(), x.options()).set_requires_grad(true);
        const tensor seed = at::from_blob(dy.data_ptr(), dy.sizes(), dy.options());
        input.div(input.abs().add(1)).backward(seed);
        const at::NoGradGuard copy_only;
        at::from_blob(dx.data_ptr(), dx.sizes(), dx.options()).copy_(input.grad());
    }
};

}  // namespace peer

template <at::ScalarType type>
tensor over(const void* array, std::size_t n)
{
    return at::from_blob(const_cast<void*>(array), {static_cast<std::int64_t>(n)}, at::TensorOptions(type));
}

// PyTorch would split long arrays over its own threads; how many there are is the checker's to say.
// The benchmarks ask for more.
void keep_to_this_thread() { [[maybe_unused]] static const bool once = (at::set_num_threads(1), true); }

template <class activation, at::ScalarType type>
void forward(const void* x, void* y, std::size_t n, const double* params)
{
    keep_to_this_thread();
    const c10::InferenceMode no_gradient;
    tensor result = over<type>(y, n);
    activation::forward(result, over<type>(x, n), params);
}

template <class activation, at::ScalarType type>
void backward(const void* x, const void* dy, void* dx, std::size_t n, const double* params)
{
    keep_to_this_thread();
    const c10::InferenceMode no_gradient;
    tensor result = over<type>(dx, n);
    activation::backward(result, over<type>(x, n), over<type>(dy, n), params);
}

template <class activation, at::ScalarType type>
void params_backward(const void* x, const void* dy, double* dparams, std::size_t n, const double* params)
{
    keep_to_this_thread();
    const c10::InferenceMode no_gradient;
    activation::params_backward(dparams, over<type>(x, n), over<type>(dy, n), params);
}

void set_threads(unsigned threads)
{
    keep_to_this_thread();  // once, and not later
    at::set_num_threads(static_cast<int>(threads));
}

}  // namespace

ACTCHECK_PEER_THREADS("torch", set_threads(threads))

#define PEER_FORMAT(activation, format, T, type)                                                            \
    ACTCHECK_PEER_SYMBOLS("torch", activation, format, T, (forward<peer::activation, type>(x, y, n, params)), \
        (backward<peer::activation, type>(x, dy, dx, n, params)))
#define PEER_PARAMS(activation, format, T, type)                         \
    ACTCHECK_PEER_PARAMS_SYMBOL("torch", activation, format, T,          \
        (params_backward<peer::activation, type>(x, dy, dparams, n, params)))
#define PEER_WIDE(activation)                         \
    PEER_FORMAT(activation, f64, double, at::kDouble) \
    PEER_FORMAT(activation, f32, float, at::kFloat)
#define PEER(activation)  \
    PEER_WIDE(activation) \
    PEER_FORMAT(activation, bf16, std::uint16_t, at::kBFloat16)
// Of these, PyTorch 1.13 has no backward pass for bf16 on the CPU: the call would end the process.
#define PEER_BF16_FORWARD_ONLY(activation) \
    PEER_WIDE(activation)                  \
    ACTCHECK_PEER_FORWARD("torch", activation, bf16, std::uint16_t, (forward<peer::activation, at::kBFloat16>(x, y, n, params)))

PEER(relu)
PEER(sigmoid)
PEER(tanh)
PEER(leaky_relu)
PEER(prelu)
PEER_PARAMS(prelu, f64, double, at::kDouble)
PEER_PARAMS(prelu, f32, float, at::kFloat)
PEER_PARAMS(prelu, bf16, std::uint16_t, at::kBFloat16)
PEER(gelu)
PEER(silu)
PEER(gelu_tanh)
PEER(elu)
PEER(selu)
PEER(celu)
PEER(softplus)
PEER_WIDE(mish)  // no bf16 on the CPU in 1.13
PEER(log_sigmoid)
PEER(hard_swish)
PEER_BF16_FORWARD_ONLY(hard_sigmoid)
PEER_BF16_FORWARD_ONLY(hard_tanh)
PEER_BF16_FORWARD_ONLY(relu6)
PEER(threshold)
PEER(hard_shrink)
PEER(soft_shrink)
PEER(tanh_shrink)
PEER(softsign)
PEER_FORMAT(softsign, f16, std::uint16_t, at::kHalf)
