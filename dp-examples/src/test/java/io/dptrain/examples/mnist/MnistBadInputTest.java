package io.dptrain.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.CommandRun;
import io.dptrain.examples.Dp;
import io.dptrain.examples.mnist.data.IdxFiles;
import io.dptrain.examples.mnist.data.SyntheticDigits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input: one line that names the value, exit code 2, and nothing left behind. */
class MnistBadInputTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";

  @TempDir private Path folder;
  private Path data;
  private Path report;

  @BeforeEach
  void writeData() {
    data = TinyMnist.in(folder);
    report = folder.resolve("report");
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".partial") || name.startsWith("summary"));
    }
    assertThat(report)
        .satisfiesAnyOf(
            path -> assertThat(path).doesNotExist(), path -> assertThat(path).isRegularFile());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--delta 1 | --delta must be above 0 and below 1, but is 1;",
        "--delta 1.5 | 1.5",
        "--delta 0 | --delta must be above 0",
        "--delta -0.1 | -0.1",
        "--delta NaN | --delta must be above 0 and below 1, but is NaN",
        "--delta Infinity | Infinity",
        "--clip-norm 0 | --clip-norm must be a positive finite number, but is 0",
        "--clip-norm -1 | but is -1",
        "--clip-norm NaN | --clip-norm must be a positive finite number, but is NaN",
        "--clip-norm Infinity | Infinity",
        "--clip-norm 1e300 | but is 1e300",
        "--clip-norm 1e-300 | but is 1e-300",
        "--clip-norm 1e-30 | --clip-norm must be from 9.1e-13 to 1.15e18",
        "--noise-multiplier 0 | --noise-multiplier must be a positive finite number, but is 0",
        "--noise-multiplier -1 | but is -1",
        "--noise-multiplier NaN | --noise-multiplier must be a positive finite number, but is NaN",
        "--noise-multiplier Infinity | Infinity",
        "--noise-multiplier 1e300 | over expected batch size",
        "--learning-rate 0 | --learning-rate must be a positive finite number, but is 0",
        "--learning-rate -0.1 | -0.1",
        "--learning-rate NaN | --learning-rate must be a positive finite number, but is NaN",
        "--learning-rate 1e300 | but is 1e300",
        "--target-epsilon 0 | --target-epsilon must be a positive finite number, but is 0",
        "--target-epsilon -1 | but is -1",
        "--target-epsilon NaN | --target-epsilon must be a positive finite number, but is NaN",
        "--target-epsilon 1e-9 --delta 1e-200 | epsilon=1.0E-9",
        "--epochs 0 | --epochs must be at least 1, but is 0",
        "--epochs -2 | -2",
        "--epochs 1.5 | --epochs must be a whole number below 2^31, but is '1.5'",
        "--batch-size 0 | --batch-size must be at least 1, but is 0",
        "--batch-size 301 | number of training examples, 300, but is 301",
        "--batch-size 99999999999 | 99999999999",
        "--seed pi | --seed must be a whole number, but is 'pi'",
        "--preset huge | --preset must be strong or medium or weak, but is 'huge'",
        "--clip-norm much | --clip-norm must be a number, but is 'much'",
        "--noise 1 | --noise",
        "--clipnorm=1 | --clipnorm",
        "extra | follows no option; remove it",
        "--clip-norm | --clip-norm needs a value; add it",
        "--noise-multiplier 1 --target-epsilon 3 | --target-epsilon exclude each other",
        "--non-private --noise-multiplier 1 | --non-private excludes",
        "--non-private --target-epsilon 3 | --non-private excludes",
        "--non-private --delta 1e-6 | --non-private excludes",
        "--non-private --clip-norm 1 | --sampler, --budget and --checkpoint; leave them out",
        "--non-private --budget x | --non-private excludes",
        "--non-private --checkpoint x | --non-private excludes",
        "--budget nowhere | --budget must be a folder with a ledger",
      })
  void execute_badParameter_isRefusedInOneLine(String arguments, String expected) {
    assertRefused(run(arguments.split(" ")), expected);
  }

  @Test
  void execute_missingFolder_isRefusedInOneLine() {
    Path missing = folder.resolve("nowhere");
    CommandRun run = CommandRun.of("mnist", "--data", missing.toString());
    assertRefused(run, missing + " does not exist");
  }

  @Test
  void execute_fileAsDataFolder_isRefusedInOneLine() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));
    assertRefused(CommandRun.of("mnist", "--data", file.toString()), file + " is a file");
  }

  @Test
  void execute_missingFile_isRefusedInOneLine() throws IOException {
    Files.delete(data.resolve(TRAIN_LABELS));
    assertRefused(run(), "holds no file " + TRAIN_LABELS);
  }

  @Test
  void execute_corruptFile_isRefusedInOneLine() throws IOException {
    byte[] packed = Files.readAllBytes(data.resolve(TRAIN_IMAGES));
    packed[packed.length / 2] ^= 0x55;
    replace(TRAIN_IMAGES, packed);
    assertRefused(run(), TRAIN_IMAGES);
  }

  @Test
  void execute_fileOfSomethingElse_isRefusedInOneLine() {
    replace(
        TRAIN_IMAGES, "<html>not found</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertRefused(run(), TRAIN_IMAGES + ": begins with");
  }

  @Test
  void execute_truncatedFile_isRefusedInOneLine() {
    byte[] content = IdxFiles.images(TinyMnist.train());
    replace(TRAIN_IMAGES, IdxFiles.gzip(Arrays.copyOf(content, content.length - 10)));
    assertRefused(run(), TRAIN_IMAGES + ": its header promises 300 images");
  }

  @Test
  void execute_truncatedGzip_isRefusedInOneLine() throws IOException {
    byte[] packed = Files.readAllBytes(data.resolve(TRAIN_IMAGES));
    replace(TRAIN_IMAGES, Arrays.copyOf(packed, packed.length / 2));
    assertRefused(run(), TRAIN_IMAGES);
  }

  @Test
  void execute_oversizedFile_isRefusedInOneLine() {
    byte[] content = IdxFiles.images(TinyMnist.train());
    replace(TRAIN_IMAGES, IdxFiles.gzip(Arrays.copyOf(content, content.length + 1)));
    assertRefused(run(), "more bytes follow");
  }

  @Test
  void execute_hugeCountInHeader_isRefusedInOneLine() {
    replace(TRAIN_IMAGES, IdxFiles.gzip(IdxFiles.bytes(new byte[784], 2051, -1, 28, 28)));
    assertRefused(run(), "promises 4294967295 examples");
  }

  @Test
  void execute_differentCounts_isRefusedInOneLine() {
    replace(TRAIN_LABELS, IdxFiles.gzip(IdxFiles.labels(SyntheticDigits.train(299))));
    assertRefused(run(), "holds 299 labels");
  }

  @Test
  void execute_reportIsAFile_isRefusedInOneLine() throws IOException {
    Files.createFile(report);
    assertRefused(run(), "--report " + report + " is a file");
  }

  @Test
  void execute_emptyReport_isRefusedInOneLine() {
    assertRefused(CommandRun.of(withData("--report", "")), "--report is empty; name a folder");
  }

  @Test
  void execute_reportBelowAFile_isRefusedInOneLine() throws IOException {
    Files.createFile(report);
    CommandRun run = CommandRun.of(withData("--report", report.resolve("below").toString()));
    assertRefused(run, report + " is a file");
  }

  @Test
  void execute_unwritableReportFolder_isRefusedInOneLine() {
    // Not even the administrator can make a folder there.
    CommandRun run = CommandRun.of(withData("--report", "/proc/report"));
    assertRefused(run, "--report /proc/report cannot be written");
  }

  private CommandRun run(String... arguments) {
    List<String> words = new ArrayList<>(List.of("--report", report.toString()));
    words.addAll(List.of(arguments));
    return CommandRun.of(withData(words.toArray(String[]::new)));
  }

  private String[] withData(String... arguments) {
    List<String> words =
        new ArrayList<>(List.of("mnist", "--data", data.toString(), "--batch-size", "32"));
    if (List.of(arguments).contains("--batch-size")) {
      words = words.subList(0, 3);
    }
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  private void replace(String name, byte[] content) {
    IdxFiles.write(data, name, content);
  }

  private static void assertRefused(CommandRun run, String expected) {
    assertThat(run.err()).hasLineCount(1).startsWith("dp: ").contains(expected);
    assertThat(run.exitCode()).isEqualTo(Dp.BAD_INPUT);
  }
}
