package io.dptrain.examples.progress;

import java.io.PrintWriter;
import java.util.Locale;

/** Progress of several runs, some of them side by side. Thread safe. */
public final class RunsProgress implements AutoCloseable {
  private final int runs;
  private final long steps;
  private final ProgressDisplay display;
  private long done;
  private int ended;
  private String state = "";

  /**
   * Progress of runs on standard error.
   *
   * @param runs how many there are
   * @param steps of all runs together; as many as runs, if only these are counted
   */
  public static RunsProgress of(int runs, long steps, PrintWriter err) {
    String unit = runs == steps ? "run" : "step";
    return new RunsProgress(runs, steps, ProgressDisplay.of(steps, unit, err));
  }

  /** Progress that nobody sees. */
  public static RunsProgress unseen() {
    return new RunsProgress(1, 1, ProgressDisplay.NONE);
  }

  RunsProgress(int runs, long steps, ProgressDisplay display) {
    this.runs = runs;
    this.steps = steps;
    this.display = display;
  }

  /** Some steps of a run were done, or need no longer be done. */
  public synchronized void stepped(long more) {
    done += more;
    show();
  }

  /**
   * A run has ended.
   *
   * @param what which run, in few words
   */
  public synchronized void ended(String what) {
    ended++;
    String runsEnded =
        runs == steps ? "" : String.format(Locale.ROOT, " %d of %d runs,", ended, runs);
    state = runsEnded + " " + what;
    show();
  }

  /** That all steps are done shows with the end of the last run. */
  private void show() {
    if (done < steps || ended == runs) {
      display.show(done, state);
    }
  }

  @Override
  public void close() {
    display.close();
  }
}
