package io.dptrain.examples.rnn.train;

import io.dptrain.examples.SideBySide;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Many runs, some of them side by side.
 *
 * @param data shared by all runs
 * @param delta of the epsilon that private training is asked for
 * @param threads how many runs at a time
 */
public record Experiment(AddingData data, double delta, int threads) {

  /** A run to do, and the settings of its network. */
  public record Task(RunKey key, RnnSettings settings) {}

  /** Hears of the runs, from several threads. */
  public record Listener(IntConsumer steps, Consumer<Outcome> finished) {}

  /**
   * Does all runs.
   *
   * @return one outcome for each task, in their order
   */
  public List<Outcome> run(List<Task> tasks, Listener listener) {
    return SideBySide.run(
        tasks.stream().<Callable<Outcome>>map(task -> () -> run(task, listener)).toList(), threads);
  }

  private Outcome run(Task task, Listener listener) {
    Outcome outcome = new Run(task.key(), task.settings(), data, delta).train(listener.steps());
    listener.finished().accept(outcome);
    return outcome;
  }
}
