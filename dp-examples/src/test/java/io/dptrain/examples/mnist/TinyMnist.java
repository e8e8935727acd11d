package io.dptrain.examples.mnist;

import io.dptrain.examples.mnist.data.DigitSet;
import io.dptrain.examples.mnist.data.IdxFiles;
import io.dptrain.examples.mnist.data.SyntheticDigits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A data folder that a test can train on in a second. */
public final class TinyMnist {
  public static final int TRAIN = 300;
  public static final int TEST = 100;

  private TinyMnist() {}

  public static DigitSet train() {
    return SyntheticDigits.train(TRAIN);
  }

  public static DigitSet test() {
    return SyntheticDigits.test(TEST);
  }

  /** Writes the four files into a new folder and returns it. */
  static Path in(Path parent) {
    try {
      Path folder = Files.createDirectory(parent.resolve("data"));
      IdxFiles.writeFolder(folder, train(), test());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
