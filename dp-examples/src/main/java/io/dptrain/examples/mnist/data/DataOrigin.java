package io.dptrain.examples.mnist.data;

import java.util.List;

/**
 * Where the digits of a run come from, in words for the terminal and the report.
 *
 * @param description for example {@code "MNIST, IDX files in data/mnist"} or {@code "built-in
 *     synthetic digits (NOT MNIST)"}
 * @param synthetic whether the program drew the digits itself; such results say nothing about MNIST
 * @param notes what the reader should know beyond that, one sentence each, such as why no download
 *     was possible; often empty
 */
public record DataOrigin(String description, boolean synthetic, List<String> notes) {
  /** Keeps a copy of the notes. */
  public DataOrigin {
    notes = List.copyOf(notes);
  }

  /** The data in one or two words, for the title of a picture. */
  public String shortName() {
    if (synthetic) {
      return "synthetic digits";
    }
    return description.startsWith(KnownMnist.NAME) ? "MNIST" : "IDX digits";
  }
}
