package io.dptrain.core.stability.backprop;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.graph.op.SignalKind;

/** How {@link BackpropClipping} clips a signal. Immutable. */
public final class SignalRule {
  private final SignalKind kind;
  private final double bound;

  private SignalRule(SignalKind kind, double bound) {
    this.kind = kind;
    this.bound = Checks.positiveFinite("bound", bound);
  }

  /** What is clipped on its own. */
  SignalKind kind() {
    return kind;
  }

  /** The largest absolute value or l2 norm; positive and finite. */
  public double bound() {
    return bound;
  }

  /**
   * Clips each entry of the signal.
   *
   * <p><b>Formula</b>: {@code max(-c, min(c, s))}; zero for NaN. <b>Source</b>: Graves, Generating
   * sequences with recurrent neural networks, 2013.
   */
  public static SignalRule byValue(double largest) {
    return new SignalRule(SignalKind.VALUE, largest);
  }

  /**
   * Clips the signal of each row, so of each example in a tensor of shape {@code [batch, ...]}.
   *
   * <p><b>Formula</b>: {@code s_i * min(1, C / |s_i|)}; zero where {@code |s_i|} is not finite.
   * <b>Source</b>: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural
   * networks, 2013, algorithm 1, for each row of the signal.
   */
  public static SignalRule byRowNorm(double l2ClipNorm) {
    return new SignalRule(SignalKind.ROW_NORM, l2ClipNorm);
  }

  /**
   * Clips the signal of all rows together. It mixes examples, so private training refuses it.
   *
   * <p><b>Formula</b>: {@code s * min(1, C / |s|)}; zero if {@code |s|} is not finite.
   * <b>Source</b>: as {@link #byRowNorm}, for the whole signal.
   */
  public static SignalRule byTensorNorm(double l2ClipNorm) {
    return new SignalRule(SignalKind.TENSOR_NORM, l2ClipNorm);
  }
}
