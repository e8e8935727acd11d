package io.dptrain.core.random;

import java.util.function.LongSupplier;

/** Words chosen by a test, instead of a keystream; running out of them is an error. */
final class Script implements LongSupplier {

  private final long[] words;
  private int used;

  Script(long... words) {
    this.words = words;
  }

  @Override
  public long getAsLong() {
    return words[used++];
  }

  int used() {
    return used;
  }
}
