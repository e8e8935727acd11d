package io.dptrain.examples.mnist.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;

/** Fetches over HTTP and HTTPS, with the proxy settings of the JVM. */
final class HttpFetcher implements Fetcher {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 10_000;

  @Override
  public InputStream open(URI address) throws IOException {
    URLConnection connection = address.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setUseCaches(false);
    if (connection instanceof HttpURLConnection http) {
      requireOk(http);
    }
    return connection.getInputStream();
  }

  private static void requireOk(HttpURLConnection http) throws IOException {
    int status = http.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      http.disconnect();
      throw new IOException("answered with HTTP status " + status);
    }
  }
}
