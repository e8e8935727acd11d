package io.dptrain.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

  @Test
  void announce_rows_areLoadedInTheBackgroundByDaemons() throws InterruptedException {
    Set<Integer> loaded = ConcurrentHashMap.newKeySet();
    Set<Boolean> daemons = ConcurrentHashMap.newKeySet();
    CountDownLatch left = new CountDownLatch(50);
    try (ReadAhead ahead =
        new ReadAhead(
            row -> {
              loaded.add(row);
              daemons.add(Thread.currentThread().isDaemon());
              left.countDown();
            })) {
      ahead.announce(IntStream.range(0, 50).toArray());
      assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(loaded).hasSize(50);
    assertThat(daemons).containsExactly(true);
  }

  /** What fails is read again by the step, which says so; the others go on. */
  @Test
  void announce_rowThatFails_keepsReadingWhatIsAnnouncedLater() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(4);
    try (ReadAhead ahead =
        new ReadAhead(
            row -> {
              if (row < 4) {
                throw new IllegalStateException("row " + row);
              }
              second.countDown();
            })) {
      ahead.announce(new int[] {0, 1, 2, 3});
      ahead.announce(new int[] {4, 5, 6, 7});
      assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void announce_afterTheEnd_doesNothing() {
    Set<Integer> loaded = ConcurrentHashMap.newKeySet();
    ReadAhead ahead = new ReadAhead(loaded::add);
    ahead.close();
    ahead.announce(new int[] {1, 2});
    assertThat(loaded).isEmpty();
  }
}
