package io.dptrain.examples.mnist.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.examples.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
  private static final DigitSet TRAIN = SyntheticDigits.train(5);
  private static final DigitSet TEST = SyntheticDigits.test(3);

  @TempDir private Path folder;

  @Test
  void readFolder_fourPackedFiles_returnsTheDigits() {
    IdxFiles.writeFolder(folder, TRAIN, TEST);
    MnistData data = IdxReader.readFolder(folder);
    assertThat(data.train().rawPixels()).isEqualTo(TRAIN.rawPixels());
    assertThat(data.train().rawLabels()).isEqualTo(TRAIN.rawLabels());
    assertThat(data.test().rawPixels()).isEqualTo(TEST.rawPixels());
    assertThat(data.test().rawLabels()).isEqualTo(TEST.rawLabels());
  }

  @Test
  void readFolder_unpackedFilesWithDottedNames_returnsTheDigits() {
    IdxFiles.write(folder, "train-images.idx3-ubyte", IdxFiles.images(TRAIN));
    IdxFiles.write(folder, "train-labels.idx1-ubyte", IdxFiles.labels(TRAIN));
    IdxFiles.write(folder, "t10k-images.idx3-ubyte", IdxFiles.images(TEST));
    IdxFiles.write(folder, "t10k-labels.idx1-ubyte", IdxFiles.labels(TEST));
    assertThat(IdxReader.readFolder(folder).test().rawPixels()).isEqualTo(TEST.rawPixels());
  }

  @Test
  void readFolder_unpackedContentUnderGzName_returnsTheDigits() {
    IdxFiles.writeFolder(folder, TRAIN, TEST);
    IdxFiles.write(folder, "t10k-images-idx3-ubyte.gz", IdxFiles.images(TEST));
    assertThat(IdxReader.readFolder(folder).test().rawPixels()).isEqualTo(TEST.rawPixels());
  }

  @Test
  void readFolder_otherDigits_originSaysNotMnist() {
    IdxFiles.writeFolder(folder, TRAIN, TEST);
    DataOrigin origin = IdxReader.readFolder(folder).origin();
    assertThat(origin.description()).contains(folder.toString()).contains("not the original MNIST");
    assertThat(origin.synthetic()).isFalse();
    assertThat(origin.notes()).hasSize(1);
  }

  @Test
  void readFolder_missingFolder_isRefused() {
    Path missing = folder.resolve("nowhere");
    refused(() -> IdxReader.readFolder(missing))
        .withMessageContaining(missing.toString())
        .withMessageContaining("does not exist")
        .withMessageContaining("--data synthetic");
  }

  @Test
  void readFolder_fileInPlaceOfFolder_isRefused() {
    Path file = IdxFiles.write(folder, "file", new byte[1]);
    refused(() -> IdxReader.readFolder(file)).withMessageContaining("is a file");
  }

  @Test
  void readFolder_missingFile_isNamed() throws IOException {
    IdxFiles.writeFolder(folder, TRAIN, TEST);
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));
    refused(() -> IdxReader.readFolder(folder))
        .withMessageContaining("t10k-labels-idx1-ubyte.gz")
        .withMessageContaining("t10k-labels.idx1-ubyte");
  }

  @Test
  void read_differentCounts_isRefused() {
    refused(IdxFiles.images(TRAIN), IdxFiles.labels(TEST))
        .withMessageContaining("5 images")
        .withMessageContaining("3 labels");
  }

  @Test
  void read_labelTen_isRefused() {
    byte[] labels = IdxFiles.labels(TRAIN);
    labels[labels.length - 1] = 10;
    refused(IdxFiles.images(TRAIN), labels).withMessageContaining("label number 4 is 10");
  }

  @Test
  void read_label255_isRefused() {
    byte[] labels = IdxFiles.labels(TRAIN);
    labels[labels.length - 1] = -1;
    refused(IdxFiles.images(TRAIN), labels).withMessageContaining("is 255");
  }

  @Test
  void read_imagesUnderTheNameOfLabels_saysSo() {
    refused(IdxFiles.images(TRAIN), IdxFiles.images(TRAIN))
        .withMessageContaining("begins with 2051 (a file of images)")
        .withMessageContaining("begins with 2049");
  }

  @Test
  void read_anotherMagic_isRefused() {
    refused(IdxFiles.bytes(new byte[10], -1), IdxFiles.labels(TRAIN))
        .withMessageContaining("begins with 4294967295");
  }

  @Test
  void read_otherImageSize_isRefused() {
    refused(IdxFiles.bytes(new byte[32 * 32], 2051, 1, 32, 32), IdxFiles.labels(TRAIN))
        .withMessageContaining("32 rows")
        .withMessageContaining("28 x 28");
  }

  @Test
  void read_otherWidth_isRefused() {
    refused(IdxFiles.bytes(new byte[28 * 14], 2051, 1, 28, 14), IdxFiles.labels(TRAIN))
        .withMessageContaining("14 columns");
  }

  @Test
  void read_noExamples_isRefused() {
    refused(IdxFiles.images(TRAIN), IdxFiles.bytes(new byte[0], 2049, 0))
        .withMessageContaining("promises 0 examples");
  }

  @Test
  void read_countAboveIntRange_isRefused() {
    refused(IdxFiles.images(TRAIN), IdxFiles.bytes(new byte[0], 2049, 0x80000000))
        .withMessageContaining("promises 2147483648 examples");
  }

  @Test
  void read_countThatOverflowsTheLength_isRefused() {
    refused(IdxFiles.bytes(new byte[784], 2051, 5_478_275, 28, 28), IdxFiles.labels(TRAIN))
        .withMessageContaining("promises 5478275 examples")
        .withMessageContaining("1 to 300000");
  }

  @Test
  void read_emptyFile_isRefused() {
    refused(new byte[0], IdxFiles.labels(TRAIN))
        .withMessageContaining("ends within the IDX header");
  }

  @Test
  void read_headerCutOff_isRefused() {
    refused(Arrays.copyOf(IdxFiles.images(TRAIN), 10), IdxFiles.labels(TRAIN))
        .withMessageContaining("ends within the IDX header");
  }

  @Test
  void read_truncatedPixels_isRefused() {
    byte[] images = IdxFiles.images(TRAIN);
    refused(Arrays.copyOf(images, images.length - 1), IdxFiles.labels(TRAIN))
        .withMessageContaining("5 images (3920 bytes), but only 3919 bytes follow");
  }

  @Test
  void read_oneByteTooMany_isRefused() {
    byte[] images = IdxFiles.images(TRAIN);
    refused(Arrays.copyOf(images, images.length + 1), IdxFiles.labels(TRAIN))
        .withMessageContaining("but more bytes follow");
  }

  @Test
  void read_gzipThatUnpacksFarBeyondItsHeader_isRefused() {
    byte[] bomb = IdxFiles.gzip(IdxFiles.bytes(new byte[50_000_000], 2051, 1, 28, 28));
    refused(bomb, IdxFiles.labels(TRAIN)).withMessageContaining("but more bytes follow");
  }

  @Test
  void read_truncatedGzip_isRefused() {
    byte[] packed = IdxFiles.gzip(IdxFiles.images(TRAIN));
    refused(Arrays.copyOf(packed, packed.length / 2), IdxFiles.labels(TRAIN))
        .withMessageContaining("images")
        .withMessageContaining("cannot be read to its end");
  }

  @Test
  void read_gzipWithAFlippedByte_isRefused() {
    byte[] packed = IdxFiles.gzip(IdxFiles.images(TRAIN));
    packed[packed.length - 6] ^= 1; // within the checksum
    refused(packed, IdxFiles.labels(TRAIN)).withMessageContaining("damaged or incomplete");
  }

  @Test
  void message_ofEachFailure_isOneLine() {
    refused(new byte[3], IdxFiles.labels(TRAIN))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private ThrowableAssertAlternative<BadInput> refused(byte[] images, byte[] labels) {
    Path imageFile = IdxFiles.write(folder, "images", images);
    Path labelFile = IdxFiles.write(folder, "labels", labels);
    return refused(() -> IdxReader.read("train", imageFile, labelFile));
  }

  private static ThrowableAssertAlternative<BadInput> refused(ThrowingCallable call) {
    return assertThatExceptionOfType(BadInput.class).isThrownBy(call);
  }
}
