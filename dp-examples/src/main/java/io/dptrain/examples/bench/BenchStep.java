package io.dptrain.examples.bench;

/** A training step that is measured, with its graph and session; closing it frees them. */
interface BenchStep extends AutoCloseable {

  /** Feeds a batch and updates the variables. */
  void run();

  /** Runs one step and says what it needed. Slower than {@link #run}. */
  StepProfile profile();

  @Override
  void close();
}
