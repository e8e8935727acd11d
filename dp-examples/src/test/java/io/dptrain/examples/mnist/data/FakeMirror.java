package io.dptrain.examples.mnist.data;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers from memory in place of the network, and remembers what was asked. */
final class FakeMirror implements Fetcher {
  private final Map<String, byte[]> files = new HashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** A network that is not there. */
  static Fetcher offline() {
    return address -> {
      throw new IOException("Network is unreachable");
    };
  }

  FakeMirror with(String address, byte[] content) {
    files.put(address, content);
    return this;
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public InputStream open(URI address) throws IOException {
    asked.add(address.toString());
    byte[] content = files.get(address.toString());
    if (content == null) {
      throw new FileNotFoundException("not here");
    }
    return new ByteArrayInputStream(content);
  }
}
