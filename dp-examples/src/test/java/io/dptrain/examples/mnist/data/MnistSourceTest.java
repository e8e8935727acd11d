package io.dptrain.examples.mnist.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.examples.BadInput;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistSourceTest {
  private static final DigitSet TRAIN = SyntheticDigits.train(5);
  private static final DigitSet TEST = SyntheticDigits.test(3);

  @TempDir private Path folder;

  @Test
  void load_folder_readsIt() {
    IdxFiles.writeFolder(folder, TRAIN, TEST);
    MnistData data = offline().load(folder.toString());
    assertThat(data.train().size()).isEqualTo(5);
    assertThat(data.synthetic()).isFalse();
  }

  @Test
  void load_wordSynthetic_drawsDigitsWithoutNotes() {
    MnistData data = offline().load("synthetic");
    assertThat(data.synthetic()).isTrue();
    assertThat(data.origin().notes()).isEmpty();
  }

  @Test
  void load_nothingGivenOffline_drawsDigitsAndSaysWhy() {
    MnistData data = offline().load(null);
    assertThat(data.synthetic()).isTrue();
    assertThat(data.origin().notes())
        .hasSize(2)
        .first()
        .asString()
        .contains("MNIST could not be had", "Network is unreachable");
  }

  @Test
  void load_nothingGivenCachedFiles_readsThem() {
    IdxFiles.writeFolder(folder, TRAIN, TEST);
    List<CheckedFile> files =
        List.of(
            checked("train-images-idx3-ubyte.gz", IdxFiles.images(TRAIN)),
            checked("t10k-labels-idx1-ubyte.gz", IdxFiles.labels(TEST)));
    Mirrors mirrors = new Mirrors(List.of(), FakeMirror.offline(), DownloadProgress.NONE);
    MnistSource source = new MnistSource(new MnistCache(folder, files, mirrors));
    assertThat(source.load(null).train().size()).isEqualTo(5);
  }

  @Test
  void load_nothingGivenForeignFileInCache_isRefused() {
    IdxFiles.writeFolder(folder, TRAIN, TEST);
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> offline().load(null))
        .withMessageContaining("is not the MNIST file of that name");
  }

  @Test
  void load_missingFolder_isRefused() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> offline().load(folder.resolve("nowhere").toString()));
  }

  @Test
  void load_blankName_isRefused() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> offline().load(" "))
        .withMessageContaining("has no name");
  }

  @Test
  void load_nameThatIsNoPath_isRefused() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> offline().load("a\0b"))
        .withMessageContaining("not a valid path");
  }

  private MnistSource offline() {
    return MnistSource.using(
        folder, List.of("https://mirror.example/"), FakeMirror.offline(), DownloadProgress.NONE);
  }

  private static CheckedFile checked(String name, byte[] content) {
    byte[] packed = IdxFiles.gzip(content);
    return new CheckedFile(name, packed.length, Sha256.of(packed));
  }
}
