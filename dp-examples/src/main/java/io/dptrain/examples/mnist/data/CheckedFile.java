package io.dptrain.examples.mnist.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file whose content is known beforehand.
 *
 * @param name without a folder, the same in the cache and at the mirrors
 * @param bytes the exact size
 * @param sha256 of the content, lower-case hexadecimal
 */
record CheckedFile(String name, long bytes, String sha256) {
  boolean isIn(Path folder) throws IOException {
    Path file = folder.resolve(name);
    return Files.isRegularFile(file) && Files.size(file) == bytes && Sha256.of(file).equals(sha256);
  }
}
