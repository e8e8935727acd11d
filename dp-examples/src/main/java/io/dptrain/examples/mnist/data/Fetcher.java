package io.dptrain.examples.mnist.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** Opens an address for reading: the one way of this package to the network. */
@FunctionalInterface
public interface Fetcher {
  /**
   * The body of the answer; the caller closes it.
   *
   * @throws IOException if the address cannot be reached or does not answer with the file; the
   *     message is read by the user
   */
  InputStream open(URI address) throws IOException;
}
