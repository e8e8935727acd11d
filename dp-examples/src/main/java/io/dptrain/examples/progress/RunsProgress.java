package io.dptrain.examples.progress;

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
   * Progress that nothing was made of yet.
   *
   * @param runs how many there are
   * @param steps of all runs together
   * @param display of all steps; closed with this
   */
  public RunsProgress(int runs, long steps, ProgressDisplay display) {
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
    state = String.format(Locale.ROOT, " %d of %d runs, %s", ended, runs, what);
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
