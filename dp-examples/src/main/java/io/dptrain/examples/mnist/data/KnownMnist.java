package io.dptrain.examples.mnist.data;

import java.nio.file.Path;
import java.util.List;

/** What the original MNIST is, by SHA-256: as published files, and as the digits in them. */
final class KnownMnist {
  /** How the description of the original begins. */
  static final String NAME = "MNIST,";

  /** The four files as published. */
  static final List<CheckedFile> FILES =
      List.of(
          new CheckedFile(
              "train-images-idx3-ubyte.gz",
              9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          new CheckedFile(
              "train-labels-idx1-ubyte.gz",
              28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
          new CheckedFile(
              "t10k-images-idx3-ubyte.gz",
              1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          new CheckedFile(
              "t10k-labels-idx1-ubyte.gz",
              4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));

  // SHA-256 of the pixels followed by the labels, without the IDX headers.
  private static final String TRAIN =
      "edc0d1098aa497be14ace79ddd5171e5a3dcf9c4d196c015389203eb3ba1f59b";
  private static final String TEST =
      "c3f9adf9c66efb572b1f9326c3a511b45910c7173b97be66ceceeeeaef6b802b";

  private KnownMnist() {}

  static DataOrigin origin(Path folder, DigitSet train, DigitSet test) {
    if (contentSum(train).equals(TRAIN) && contentSum(test).equals(TEST)) {
      return new DataOrigin(NAME + " IDX files in " + folder, false, List.of());
    }
    return new DataOrigin(
        "IDX files in %s (not the original MNIST)".formatted(folder),
        false,
        List.of("The digits in %s differ from the original MNIST.".formatted(folder)));
  }

  static String contentSum(DigitSet digits) {
    return Sha256.of(digits.rawPixels(), digits.rawLabels());
  }
}
