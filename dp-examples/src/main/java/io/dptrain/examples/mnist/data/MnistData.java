package io.dptrain.examples.mnist.data;

/** Training and test digits together with where they come from. */
public record MnistData(DigitSet train, DigitSet test, DataOrigin origin) {
  /** Whether the program drew the digits itself, as {@link DataOrigin#synthetic()}. */
  public boolean synthetic() {
    return origin.synthetic();
  }
}
