package io.dptrain.core.internal.epoch;

/**
 * Slots in a row, those of one batch.
 *
 * @param from the first
 * @param to the one behind the last
 */
record Span(int from, int to) {
  boolean contains(int slot) {
    return slot >= from && slot < to;
  }

  int size() {
    return to - from;
  }
}
