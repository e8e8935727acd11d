package io.dptrain.examples.mnist.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives another fetcher a limited time to begin its answer.
 *
 * <p>The timeouts of a connection do not cover the lookup of a name, which can hang for longer than
 * a user waits. The attempt therefore runs on a thread of its own, which is given up at the limit
 * and does not keep the JVM alive.
 */
record TimedFetcher(Fetcher fetcher, Duration limit) implements Fetcher {
  @Override
  public InputStream open(URI address) throws IOException {
    CompletableFuture<InputStream> answer = new CompletableFuture<>();
    Thread attempt = new Thread(() -> attempt(address, answer), "fetch " + address);
    attempt.setDaemon(true);
    attempt.start();
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new IOException("no answer within %.1f seconds".formatted(limit.toMillis() / 1e3), e);
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known
          ? known
          : new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  private void attempt(URI address, CompletableFuture<InputStream> answer) {
    try {
      InputStream in = fetcher.open(address);
      if (!answer.complete(in)) {
        in.close();
      }
    } catch (IOException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
