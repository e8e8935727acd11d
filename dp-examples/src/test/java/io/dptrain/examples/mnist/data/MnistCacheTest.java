package io.dptrain.examples.mnist.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.examples.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistCacheTest {
  private static final String FIRST = "https://first.example/";
  private static final String SECOND = "https://second.example/";
  private static final byte[] A = "content of a".getBytes(UTF_8);
  private static final byte[] B = "content of b".getBytes(UTF_8);
  private static final byte[] WRONG = "content of x".getBytes(UTF_8);
  private static final List<CheckedFile> FILES =
      List.of(
          new CheckedFile("a", A.length, Sha256.of(A)),
          new CheckedFile("b", B.length, Sha256.of(B)));

  private final FakeMirror network = new FakeMirror();
  private final List<String> progress = new ArrayList<>();

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void nameTheFolder() {
    folder = temp.resolve("cache").resolve("mnist");
  }

  @Test
  void fill_nothingCached_downloadsAllFiles() throws IOException {
    network.with(FIRST + "a", A).with(FIRST + "b", B);
    assertThat(cache(network).fill()).isEmpty();
    assertThat(names()).containsExactly("a", "b");
    assertThat(Files.readAllBytes(folder.resolve("b"))).isEqualTo(B);
  }

  @Test
  void fill_download_reportsProgressFromZeroToTheEnd() {
    network.with(FIRST + "a", A).with(FIRST + "b", B);
    cache(network).fill();
    assertThat(progress).containsExactly("a 0/12", "a 12/12", "b 0/12", "b 12/12");
  }

  @Test
  void fill_allCached_asksNoMirror() {
    network.with(FIRST + "a", A).with(FIRST + "b", B);
    cache(network).fill();
    FakeMirror untouched = new FakeMirror();
    assertThat(cache(untouched).fill()).isEmpty();
    assertThat(untouched.asked()).isEmpty();
  }

  @Test
  void fill_oneFileMissing_downloadsOnlyThat() throws IOException {
    cached("a", A);
    network.with(FIRST + "b", B);
    assertThat(cache(network).fill()).isEmpty();
    assertThat(network.asked()).containsExactly(FIRST + "b");
  }

  @Test
  void fill_firstMirrorFails_usesTheSecondForTheRest() {
    network.with(FIRST + "a", A).with(SECOND + "b", B);
    assertThat(cache(network).fill()).isEmpty();
    assertThat(network.asked()).containsExactly(FIRST + "a", FIRST + "b", SECOND + "b");
  }

  @Test
  void fill_firstMirrorSendsWrongBytes_usesTheSecond() throws IOException {
    network.with(FIRST + "a", WRONG).with(SECOND + "a", A).with(SECOND + "b", B);
    assertThat(cache(network).fill()).isEmpty();
    assertThat(Files.readAllBytes(folder.resolve("a"))).isEqualTo(A);
  }

  @Test
  void fill_allMirrorsSendWrongBytes_namesThemAndKeepsNothing() throws IOException {
    network.with(FIRST + "a", WRONG).with(SECOND + "a", WRONG);
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(cache(network)::fill)
        .withMessageContaining(FIRST + "a has SHA-256 " + Sha256.of(WRONG))
        .withMessageContaining(SECOND + "a has SHA-256")
        .withMessageContaining("--data synthetic");
    assertThat(names()).isEmpty();
  }

  @Test
  void fill_endlessAnswer_stopsAfterTheSizeOfTheFile() throws IOException {
    Fetcher endless = address -> zeros();
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(cache(endless)::fill)
        .withMessageContaining("is longer than the 12 bytes");
    assertThat(names()).isEmpty();
  }

  @Test
  void fill_offline_saysWhyAndKeepsNothing() throws IOException {
    assertThat(cache(FakeMirror.offline()).fill())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains(FIRST, SECOND, "Network is unreachable"));
    assertThat(names()).isEmpty();
  }

  @Test
  void fill_unknownHost_saysSoInWords() {
    Fetcher unknown =
        address -> {
          throw new UnknownHostException("first.example");
        };
    assertThat(cache(unknown).fill())
        .hasValueSatisfying(reason -> assertThat(reason).contains("its name cannot be looked up"));
  }

  @Test
  void fill_corruptCache_isReplacedByADownload() throws IOException {
    cached("a", WRONG);
    cached("b", B);
    network.with(FIRST + "a", A);
    assertThat(cache(network).fill()).isEmpty();
    assertThat(Files.readAllBytes(folder.resolve("a"))).isEqualTo(A);
  }

  @Test
  void fill_corruptCacheOffline_isRefused() throws IOException {
    cached("a", WRONG);
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(cache(FakeMirror.offline())::fill)
        .withMessageContaining(folder.resolve("a").toString())
        .withMessageContaining(Sha256.of(A))
        .withMessageContaining("delete the file");
  }

  @Test
  void fill_folderCannotBeMade_saysWhy() throws IOException {
    Files.write(temp.resolve("cache"), A);
    assertThat(cache(network).fill())
        .hasValueSatisfying(reason -> assertThat(reason).contains("cannot be used"));
  }

  @Test
  void folder_absoluteXdgCacheHome_isUsed() {
    String named = temp.toAbsolutePath().toString();
    assertThat(MnistCache.folder(Map.of("XDG_CACHE_HOME", named), Path.of("home")))
        .isEqualTo(temp.toAbsolutePath().resolve("dptrain").resolve("mnist"));
  }

  @Test
  void folder_relativeXdgCacheHome_isIgnored() {
    assertThat(MnistCache.folder(Map.of("XDG_CACHE_HOME", "here"), Path.of("home")))
        .isEqualTo(Path.of("home", ".cache", "dptrain", "mnist"));
  }

  @Test
  void folder_noEnvironment_isBelowHome() {
    assertThat(MnistCache.folder(Map.of(), Path.of("home")))
        .isEqualTo(Path.of("home", ".cache", "dptrain", "mnist"));
  }

  private MnistCache cache(Fetcher fetcher) {
    DownloadProgress log = (file, bytes, total) -> progress.add(file + " " + bytes + "/" + total);
    return new MnistCache(folder, FILES, new Mirrors(List.of(FIRST, SECOND), fetcher, log));
  }

  private void cached(String name, byte[] content) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(name), content);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static InputStream zeros() {
    return new InputStream() {
      @Override
      public int read() {
        return 0;
      }
    };
  }
}
