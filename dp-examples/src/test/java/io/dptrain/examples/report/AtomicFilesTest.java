package io.dptrain.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.examples.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  private static final String FLAG = "--out";

  @TempDir private Path folder;

  private static void write(Path file) {
    AtomicFiles.write(FLAG, file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void write_link_writesThroughToItsTarget() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));

    write(link);

    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new").isRegularFile();
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  @Test
  void write_linkToNothing_makesItsTarget() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("target"));

    write(link);

    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("target")).hasContent("new");
  }

  @Test
  void write_pipe_isRefusedAndKept() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertRefused(pipe, "names no ordinary file");
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertThat(pipe).exists();
  }

  @Test
  void write_folder_isRefusedAndKept() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken"));

    assertRefused(taken, "is a folder");
    assertThat(taken).isEmptyDirectory();
  }

  @Test
  void write_linksInACircle_areRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("a"), Path.of("a"));

    assertRefused(link, "names no ordinary file");
  }

  @Test
  void target_standardOutput_isRefused() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> AtomicFiles.target(FLAG, Path.of("/dev/stdout")))
        .withMessageContaining("names no ordinary file");
  }

  @Test
  void requireWritable_newFile_leavesNothingBehind() {
    AtomicFiles.requireWritable(FLAG, folder.resolve("new"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void requireWritable_earlierFile_keepsIt() throws IOException {
    Path file = Files.writeString(folder.resolve("earlier"), "earlier");
    AtomicFiles.requireWritable(FLAG, file);
    assertThat(file).hasContent("earlier");
  }

  @Test
  void requireWritable_noSuchFolder_namesTheCauseAndTheFix() {
    Path file = folder.resolve("missing").resolve("file");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> AtomicFiles.requireWritable(FLAG, file))
        .withMessage(
            "--out %s cannot be written: its folder does not exist; make it, or choose another name",
            file);
  }

  @Test
  void write_contentThatFails_keepsTheEarlierFileAndSaysWhy() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(
            () ->
                AtomicFiles.write(
                    FLAG,
                    file,
                    out -> {
                      throw new IOException("No space left on device");
                    }))
        .withMessageContaining("cannot be written: No space left on device;")
        .withMessageNotContainingAny("partial", "java.");
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  private static void assertRefused(Path file, String problem) {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> write(file))
        .withMessage("%s %s %s; choose a file name", FLAG, file, problem);
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> AtomicFiles.requireWritable(FLAG, file));
  }
}
