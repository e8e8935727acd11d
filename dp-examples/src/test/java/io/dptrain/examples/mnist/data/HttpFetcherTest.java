package io.dptrain.examples.mnist.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server on this machine. */
class HttpFetcherTest {
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/file", 200, "content");
    answer("/broken", 503, "come back later");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void open_file_returnsItsBytes() throws IOException {
    try (InputStream in = new HttpFetcher().open(address("/file"))) {
      assertThat(in.readAllBytes()).isEqualTo("content".getBytes(UTF_8));
    }
  }

  @Test
  void open_errorStatus_isAFailure() {
    assertThatIOException()
        .isThrownBy(() -> new HttpFetcher().open(address("/broken")))
        .withMessageContaining("HTTP status 503");
  }

  @Test
  void open_noServer_isAFailure() {
    URI address = address("/file");
    server.stop(0);
    assertThatIOException().isThrownBy(() -> new HttpFetcher().open(address));
  }

  private URI address(String path) {
    InetSocketAddress at = server.getAddress();
    return URI.create("http://localhost:%d%s".formatted(at.getPort(), path));
  }

  private void answer(String path, int status, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
