package io.dptrain.examples.mnist.data;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.FileProblem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads digits from files in IDX format, the format of MNIST.
 *
 * <p>An IDX file is a big-endian header and the bytes of the content: magic 2051, count, rows,
 * columns for images; magic 2049, count for labels. Gzip is told by the first two bytes and not by
 * the name, because browsers unpack on the way. Every failure is a {@link BadInput} that names the
 * file, what was found, the rule and the fix.
 *
 * <p><b>Memory:</b> the content of one file, at most {@link #MAX_EXAMPLES} examples, whatever its
 * header claims and however far a gzip stream would unpack.
 */
public final class IdxReader {
  /** The largest number of examples in one file; the original MNIST has 60,000. */
  public static final int MAX_EXAMPLES = 300_000;

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final List<String> TRAIN = List.of("train-images", "train-labels");
  private static final List<String> TEST = List.of("t10k-images", "t10k-labels");

  private IdxReader() {}

  /**
   * Reads the four files {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
   * t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte} of a folder, each with or without
   * {@code .gz}, and also with {@code .idx} in place of {@code -idx} in the name.
   *
   * @throws BadInput if the folder or a file is missing, or a file is not what it should be
   */
  public static MnistData readFolder(Path folder) {
    requireFolder(folder);
    List<Path> train = List.of(find(folder, TRAIN.get(0), 3), find(folder, TRAIN.get(1), 1));
    List<Path> test = List.of(find(folder, TEST.get(0), 3), find(folder, TEST.get(1), 1));
    DigitSet testSet = read("test", test.get(0), test.get(1));
    DigitSet trainSet = read("train", train.get(0), train.get(1));
    return new MnistData(trainSet, testSet, KnownMnist.origin(folder, trainSet, testSet));
  }

  /**
   * Reads one set from a file of images and a file of labels.
   *
   * @throws BadInput if a file is not what it should be, or the counts of the two differ
   */
  public static DigitSet read(String name, Path images, Path labels) {
    byte[] classes = readLabels(labels);
    byte[] pixels = content(images, IdxStream.IMAGE_MAGIC);
    int count = pixels.length / DigitSet.PIXELS;
    if (count != classes.length) {
      throw new BadInput(
          ("%s holds %d images, but %s holds %d labels; there must be one label for each "
                  + "image: take both files from the same data set")
              .formatted(images, count, labels, classes.length));
    }
    return DigitSet.owning(name, pixels, classes);
  }

  private static byte[] readLabels(Path file) {
    byte[] labels = content(file, IdxStream.LABEL_MAGIC);
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i] & 0xFF;
      if (label >= DigitSet.CLASSES) {
        throw new BadInput(
            "%s: label number %d is %d; labels must be 0 to 9: use a data set with ten classes"
                .formatted(file, i, label));
      }
    }
    return labels;
  }

  private static void requireFolder(Path folder) {
    if (Files.isDirectory(folder)) {
      return;
    }
    String found = Files.exists(folder) ? "is a file" : "does not exist";
    throw new BadInput(
        ("data folder %s %s; it must be a folder with the four MNIST files "
                + "(train-images-idx3-ubyte.gz and so on): correct the path, or use "
                + "--data synthetic")
            .formatted(folder, found));
  }

  private static Path find(Path folder, String stem, int dimensions) {
    String name = stem + "-idx" + dimensions + "-ubyte";
    String dotted = stem + ".idx" + dimensions + "-ubyte";
    return List.of(name + ".gz", name, dotted + ".gz", dotted).stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    ("data folder %s holds no file %s.gz (nor %s, nor %s); all four MNIST "
                            + "files must be there: copy the missing one into the folder")
                        .formatted(folder, name, name, dotted)));
  }

  private static byte[] content(Path file, int magic) {
    try (InputStream in = open(file)) {
      return new IdxStream(file, in).content(magic);
    } catch (IOException e) {
      throw new BadInput(
          ("%s: cannot be read to its end: %s; the file is damaged or incomplete: copy or "
                  + "download it again")
              .formatted(file, FileProblem.of(e)),
          e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
