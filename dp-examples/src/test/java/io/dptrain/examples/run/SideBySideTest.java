package io.dptrain.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.examples.BadInput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SideBySideTest {

  @Test
  void run_firstWaitsForTheSecond_givesResultsInOrder() {
    CountDownLatch second = new CountDownLatch(1);
    List<Callable<String>> runs =
        List.of(
            () -> second.await(1, TimeUnit.MINUTES) ? "first" : "alone",
            () -> {
              second.countDown();
              return "second";
            });
    assertThat(SideBySide.run(runs, 2)).containsExactly("first", "second");
  }

  @Test
  void run_badInput_isThrownAsItIs() {
    BadInput bad = new BadInput("bad");
    List<Callable<String>> runs =
        List.of(
            () -> {
              throw bad;
            });
    assertThatThrownBy(() -> SideBySide.run(runs, 1)).isSameAs(bad);
  }

  @Test
  void run_checkedException_isTheCause() {
    IOException failure = new IOException("disk");
    List<Callable<String>> runs =
        List.of(
            () -> {
              throw failure;
            });
    assertThatThrownBy(() -> SideBySide.run(runs, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasCause(failure);
  }
}
