package io.dptrain.examples.mnist.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TimedFetcherTest {
  private static final URI ADDRESS = URI.create("https://mirror.example/a");

  @Test
  @Timeout(30)
  void open_networkThatHangs_givesUpAtTheLimit() {
    CountDownLatch never = new CountDownLatch(1);
    Fetcher hanging = address -> afterwards(never, InputStream.nullInputStream());
    assertThatIOException()
        .isThrownBy(() -> new TimedFetcher(hanging, Duration.ofMillis(50)).open(ADDRESS))
        .withMessageContaining("no answer within 0.1 seconds");
    never.countDown();
  }

  @Test
  @Timeout(30)
  void open_answerAfterTheLimit_isClosed() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    InputStream answer =
        new ByteArrayInputStream(new byte[1]) {
          @Override
          public void close() {
            closed.countDown();
          }
        };
    Fetcher slow = address -> afterwards(late, answer);
    assertThatIOException()
        .isThrownBy(() -> new TimedFetcher(slow, Duration.ofMillis(10)).open(ADDRESS));
    late.countDown();
    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void open_answerInTime_isReturned() throws IOException {
    InputStream answer = InputStream.nullInputStream();
    assertThat(new TimedFetcher(address -> answer, Duration.ofSeconds(20)).open(ADDRESS))
        .isSameAs(answer);
  }

  @Test
  void open_fetcherFails_throwsItsException() {
    IOException failure = new IOException("refused");
    Fetcher failing =
        address -> {
          throw failure;
        };
    assertThatIOException()
        .isThrownBy(() -> new TimedFetcher(failing, Duration.ofSeconds(20)).open(ADDRESS))
        .isSameAs(failure);
  }

  private static InputStream afterwards(CountDownLatch latch, InputStream answer) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer;
  }
}
