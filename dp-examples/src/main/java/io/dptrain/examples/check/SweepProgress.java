package io.dptrain.examples.check;

import io.dptrain.examples.check.sweep.CaseResult;
import java.util.function.Consumer;

/** Says how many cases are done, now and then. Thread safe. */
final class SweepProgress implements Consumer<CaseResult> {
  private static final int EVERY = 100;

  private final Consumer<String> lines;
  private int done;

  SweepProgress(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void accept(CaseResult result) {
    done++;
    if (done % EVERY == 0) {
      lines.accept(done + " cases tried, now " + result.tried().op());
    }
    result.broken().forEach(broken -> lines.accept("wrong and accepted: " + broken));
  }
}
