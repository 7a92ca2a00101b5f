// peer:xnnpack, Google's XNNPACK behind the plain-C subject ABI: its elementwise operators in f32. There is no backward pass, it
// is a library for inference; nor tanh, gelu, silu or softplus in f32 (version of February 2022). Its f16 operators need
// instructions that not every machine has.
//
// XNNPACK may read up to XNN_EXTRA_BYTES past the end of an input, the ABI forbids it: the last few elements are computed in a
// padded buffer. Parameters that an operator refuses (elu with alpha <= 0, a clamp whose ends are equal) end the process, as
// everything does that a peer cannot compute.
#include "peer_abi.hpp"

#include <xnnpack.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <compare>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

void require(xnn_status status, const char* what)
{
    if (status != xnn_status_success)
        throw std::runtime_error(std::string(what) + " failed with xnn_status " + std::to_string(status));
}

void initialize()
{
    [[maybe_unused]] static const bool once = (require(xnn_initialize(nullptr), "xnn_initialize"), true);
}

// The threads of one thread's operators, the thread itself among them.
struct thread_pool {
    pthreadpool_t handle = nullptr;  // none: the calling thread does it all
    unsigned size = 1;

    ~thread_pool() { pthreadpool_destroy(handle); }
    void resize(unsigned threads)
    {
        if (threads == size) return;
        pthreadpool_destroy(handle);
        handle = threads > 1 ? pthreadpool_create(threads) : nullptr;
        size = threads;
    }
};

thread_pool& this_threads_pool()
{
    thread_local thread_pool pool;
    return pool;
}

// Operators keep what they run on: one set of them per thread. Numbers are compared by their bits.
struct operator_key {
    const void* create;
    std::array<std::uint32_t, 2> numbers;
    std::size_t channels;
    auto operator<=>(const operator_key&) const = default;
};

struct operators {
    std::map<operator_key, xnn_operator_t> made;
    ~operators() { clear(); }
    void clear()
    {
        for (const auto& [key, made_operator] : made) xnn_delete_operator(made_operator);
        made.clear();
    }
};

template <class Create>
xnn_operator_t find_or_create(const operator_key& key, Create create)
{
    thread_local operators mine;
    const auto found = mine.made.find(key);
    if (found != mine.made.end()) return found->second;
    constexpr std::size_t most = 64;  // a checker comes with many parameters
    if (mine.made.size() >= most) mine.clear();
    xnn_operator_t made = nullptr;
    initialize();
    require(create(&made), "creating the operator");
    return mine.made.emplace(key, made).first->second;
}

using setup_function = xnn_status (*)(xnn_operator_t, std::size_t, const float*, float*, pthreadpool_t);

// `rows` rows of as many channels as the operator was made for.
void run_unpadded(xnn_operator_t what, setup_function setup, std::size_t rows, const float* x, float* y)
{
    const pthreadpool_t pool = this_threads_pool().handle;
    require(setup(what, rows, x, y, pool), "setting the operator up");
    require(xnn_run_operator(what, pool), "running the operator");
}

// The elements that the padding would be read after.
constexpr std::size_t padding = XNN_EXTRA_BYTES / sizeof(float);

// One channel, n rows: contiguous numbers, which XNNPACK takes as one long row.
void run(xnn_operator_t what, setup_function setup, const float* x, float* y, std::size_t n)
{
    std::array<float, 2 * padding> last{};
    const std::size_t tail = std::min(n, padding), body = n - tail;
    std::copy_n(x + body, tail, last.begin());  // before the body is written, which may be where x is
    if (body > 0) run_unpadded(what, setup, body, x, y);
    std::array<float, 2 * padding> results{};
    run_unpadded(what, setup, tail, last.data(), results.data());
    std::copy_n(results.begin(), tail, y + body);
}

std::uint32_t bits(double value) { return std::bit_cast<std::uint32_t>(static_cast<float>(value)); }

// An operator without numbers.
template <auto create, setup_function setup>
void plain(const float* x, float* y, std::size_t n)
{
    static constexpr char identity = 0;  // one address for each operator
    run(find_or_create({&identity, {}, 1}, [](xnn_operator_t* made) { return create(1, 1, 1, 0, made); }), setup, x, y, n);
}

template <auto create, setup_function setup>
void with_number(const float* x, float* y, std::size_t n, double number)
{
    static constexpr char identity = 0;
    const auto make = [&](xnn_operator_t* made) { return create(1, 1, 1, static_cast<float>(number), 0, made); };
    run(find_or_create({&identity, {bits(number)}, 1}, make), setup, x, y, n);
}

void clamp(const float* x, float* y, std::size_t n, double low, double high)
{
    static constexpr char identity = 0;
    const auto make = [&](xnn_operator_t* made) {
        return xnn_create_clamp_nc_f32(1, 1, 1, static_cast<float>(low), static_cast<float>(high), 0, made);
    };
    run(find_or_create({&identity, {bits(low), bits(high)}, 1}, make), xnn_setup_clamp_nc_f32, x, y, n);
}

// prelu has a slope per channel and no short cut for one: rows of as many channels, all with the same slope, are what it does
// best. What is left over goes through a row of its own.
void prelu(const float* x, float* y, std::size_t n, double slope)
{
    static constexpr char identity = 0;
    constexpr std::size_t channels = 256;
    const auto make = [&](xnn_operator_t* made) {
        const std::vector<float> slopes(channels, static_cast<float>(slope));
        return xnn_create_prelu_nc_f32(channels, channels, channels, slopes.data(), 0, made);
    };
    const xnn_operator_t what = find_or_create({&identity, {bits(slope)}, channels}, make);
    std::array<float, channels + padding> last{};
    const std::size_t rows = n > 0 ? (n - 1) / channels : 0, body = rows * channels;  // the last row is always padded
    std::copy_n(x + body, n - body, last.begin());
    if (rows > 0) run_unpadded(what, xnn_setup_prelu_nc_f32, rows, x, y);
    std::array<float, channels + padding> results{};
    run_unpadded(what, xnn_setup_prelu_nc_f32, 1, last.data(), results.data());
    std::copy_n(results.begin(), n - body, y + body);
}

}  // namespace

ACTCHECK_PEER_THREADS("xnnpack", this_threads_pool().resize(threads))

#define PEER(activation, call) ACTCHECK_PEER_FORWARD("xnnpack", activation, f32, float, call)
#define PEER_OPERATOR(name) xnn_create_##name##_nc_f32, xnn_setup_##name##_nc_f32

PEER(sigmoid, (plain<PEER_OPERATOR(sigmoid)>(x, y, n)))
PEER(hard_swish, (plain<PEER_OPERATOR(hardswish)>(x, y, n)))
PEER(elu, (with_number<PEER_OPERATOR(elu)>(x, y, n, params[0])))
PEER(leaky_relu, (with_number<PEER_OPERATOR(leaky_relu)>(x, y, n, params[0])))
PEER(prelu, prelu(x, y, n, params[0]))
PEER(relu, clamp(x, y, n, 0, INFINITY))  // for these ends it has a kernel of its own
PEER(relu6, clamp(x, y, n, 0, 6))
PEER(clipped_relu, clamp(x, y, n, 0, params[0]))
PEER(hard_tanh, clamp(x, y, n, params[0], params[1]))
