/// \file
/// Matrices of f32 numbers. One column is one example, or one position of one example's image.
#pragma once

#include <Eigen/Core>

namespace actcheck::model {

using matrix = Eigen::MatrixXf;
using column = Eigen::VectorXf;
using matrix_view = Eigen::Map<const matrix>;

/// The same numbers as columns of another height.
inline matrix_view reshaped(const matrix_view& m, Eigen::Index rows) { return {m.data(), rows, m.size() / rows}; }
inline matrix_view viewed(const matrix& m) { return {m.data(), m.rows(), m.cols()}; }

}  // namespace actcheck::model
