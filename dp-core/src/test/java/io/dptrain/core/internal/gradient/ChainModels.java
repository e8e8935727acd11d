package io.dptrain.core.internal.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Variables behind ops that move their elements before they meet data. */
final class ChainModels {
  private ChainModels() {}

  /** What a weight passes before it meets data. */
  @FunctionalInterface
  private interface Chain {
    Operand<TFloating> of(LossBuilder b, Operand<TFloating> variable);
  }

  static List<Model> all() {
    return List.of(
        weight("identity", (b, w) -> b.tf().identity(w), 4, 3),
        weight("reshape of a vector", (b, w) -> b.reshape(w, 4, 3), 12),
        weight("reshape of a cube", (b, w) -> b.reshape(w, 4, 3), 2, 3, 2),
        weight("reshape of another matrix", (b, w) -> b.reshape(w, 4, 3), 3, 4),
        weight("transpose", (b, w) -> b.transpose(w, 1, 0), 3, 4),
        weight("squeeze", (b, w) -> b.squeeze(w, 0), 1, 4, 3),
        weight("expandDims and squeeze", (b, w) -> b.squeeze(b.expandDims(w, 1), 1), 4, 3),
        weight("two transposes", (b, w) -> b.transpose(b.transpose(w, 1, 0), 1, 0), 4, 3),
        weight(
            "transpose of a cube, then reshape",
            (b, w) -> b.reshape(b.transpose(w, 2, 0, 1), 4, 3),
            1,
            3,
            4),
        weight(
            "reshape, transpose, identity",
            (b, w) -> b.tf().identity(b.transpose(b.reshape(w, 3, 4), 1, 0)),
            2,
            6),
        weight(
            "transpose, reshape, transpose",
            (b, w) -> b.transpose(b.reshape(b.transpose(w, 1, 0), 3, 4), 1, 0),
            6,
            2),
        weight("a sum", (b, w) -> b.tf().math.add(b.frozenAround(1, 4, 3), w), 4, 3),
        weight("a difference", (b, w) -> b.tf().math.sub(w, b.frozenAround(1, 4, 3)), 4, 3),
        weight("a difference from it", (b, w) -> b.tf().math.sub(b.frozenAround(1, 4, 3), w), 4, 3),
        weight("its negative", (b, w) -> b.tf().math.neg(w), 4, 3),
        weight("a product with a number", (b, w) -> b.tf().math.mul(b.constant(0.4), w), 4, 3),
        weight("a product by column", (b, w) -> b.tf().math.mul(w, b.frozenAround(1, 3)), 4, 3),
        weight("a quotient", (b, w) -> b.tf().math.div(w, b.frozenAround(1, 4, 3)), 4, 3),
        weight("a quotient of it", (b, w) -> b.tf().math.div(b.constant(0.4), w), 4, 3),
        weight("a product with itself", (b, w) -> b.tf().math.mul(w, w), 4, 3),
        weight("a broadcast sum", (b, w) -> b.tf().math.add(b.frozenAround(1, 4, 3), w), 3),
        weight("a reversal", (b, w) -> b.tf().reverse(w, b.ints(-1)), 4, 3),
        weight(
            "two steps",
            (b, w) -> b.tf().math.mul(b.tf().math.neg(b.transpose(w, 1, 0)), b.frozenAround(1, 3)),
            3,
            4),
        kernel("a reversed kernel", (b, w) -> b.tf().reverse(w, b.ints(0, 1)), 3, 2, 2, 3),
        weight("identity permutation", (b, w) -> b.transpose(w, 0, 1), 4, 3),
        kernel("transpose of a kernel", (b, w) -> b.transpose(w, 3, 1, 0, 2), 2, 2, 3, 3),
        kernel("reshape to a kernel", (b, w) -> b.reshape(w, 3, 2, 2, 3), 12, 3),
        bias("reshape of a bias", (b, w) -> b.reshape(w, 3), 3, 1),
        bias("squeeze of a transposed bias", (b, w) -> b.squeeze(b.transpose(w, 1, 0), 0), 3, 1),
        table("transposed table", (b, w) -> b.transpose(w, 1, 0), 3, 5),
        table("reshaped table", (b, w) -> b.reshape(w, 5, 3), 15),
        severalWays());
  }

  private static Model weight(String name, Chain chain, long... shape) {
    return Model.of(
        "a weight behind: " + name,
        b -> {
          Operand<TFloating> weight = chain.of(b, b.variable(shape));
          Operand<TFloating> hidden = b.tf().math.tanh(b.matMul(b.reshape(b.x(), -1, 4), weight));
          return b.squares(b.reshape(hidden, -1, 5, 3));
        },
        DataInput.floats(5, 4));
  }

  private static Model kernel(String name, Chain chain, long... shape) {
    return Model.of(
        "a kernel behind: " + name,
        b -> {
          Operand<TFloating> kernel = chain.of(b, b.variable(shape));
          return b.squares(b.tf().math.tanh(Convolutions.of("SAME", 1).apply(b, b.x(), kernel)));
        },
        DataInput.floats(4, 5, 2));
  }

  private static Model bias(String name, Chain chain, long... shape) {
    return Model.of(
        "a bias behind: " + name,
        b -> b.squares(b.tf().math.tanh(b.tf().nn.biasAdd(b.x(), chain.of(b, b.variable(shape))))),
        DataInput.floats(2, 3));
  }

  private static Model table(String name, Chain chain, long... shape) {
    return Model.of(
        "a table behind: " + name,
        b -> b.squares(b.tf().math.tanh(b.gather(chain.of(b, b.variable(shape)), b.ids(0)))),
        DataInput.ids32(5, 4));
  }

  /** One vector of parameters cut into nothing, but seen as several matrices. */
  private static Model severalWays() {
    return Model.of(
        "one vector as a weight, as its transpose and as a bias",
        b -> {
          Operand<TFloating> vector = b.variable(12);
          Operand<TFloating> encode = b.reshape(vector, 4, 3);
          Operand<TFloating> code = b.tf().math.tanh(b.matMul(b.x(), encode));
          Operand<TFloating> other = b.transpose(b.reshape(vector, 4, 3), 1, 0);
          Operand<TFloating> decoded = b.matMul(code, other);
          Operand<TFloating> spread = b.expandDims(decoded, 1);
          return b.squares(b.tf().math.add(spread, b.reshape(vector, 3, 4)));
        },
        DataInput.floats(4));
  }
}
