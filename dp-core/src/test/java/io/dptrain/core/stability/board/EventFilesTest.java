package io.dptrain.core.stability.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.stability.monitor.Measured;
import io.dptrain.core.stability.monitor.Observation;
import io.dptrain.core.stability.monitor.Privacy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

class EventFilesTest {
  @TempDir private Path folder;

  @Test
  void scalar_severalStepsAndTags_areInTheFile() {
    try (EventFiles board = EventFiles.in(folder.resolve("new/run"))) {
      for (int step = 0; step < 3; step++) {
        board.scalar(step, "loss", 0.5 * step, Privacy.NOT_PRIVATE);
        board.scalar(step, "epsilon", 1 + step, Privacy.PUBLIC);
        board.scalar(step, new Measured("clip fraction", 0.25, Privacy.NOISED));
      }
    }
    assertThat(scalars(folder.resolve("new/run")))
        .containsExactlyInAnyOrder(
            "0 loss_NOT_PRIVATE 0.0",
            "0 epsilon 1.0",
            "0 clip fraction_noised 0.25",
            "1 loss_NOT_PRIVATE 0.5",
            "1 epsilon 2.0",
            "1 clip fraction_noised 0.25",
            "2 loss_NOT_PRIVATE 1.0",
            "2 epsilon 3.0",
            "2 clip fraction_noised 0.25");
  }

  @Test
  void scalar_twiceInOneStepOrNotFinite_isWrittenAsItIs() {
    try (EventFiles board = EventFiles.in(folder)) {
      board.scalar(4, "loss", 1, Privacy.PUBLIC);
      board.scalar(4, "loss", Double.NaN, Privacy.PUBLIC);
      board.scalar(4, "other", Double.POSITIVE_INFINITY, Privacy.PUBLIC);
    }
    assertThat(scalars(folder)).contains("4 loss 1.0", "4 loss NaN", "4 other Infinity").hasSize(3);
  }

  @Test
  void flush_beforeTheEnd_showsWhatThereIs() {
    try (EventFiles board = EventFiles.in(folder)) {
      board.scalar(0, "loss", 1, Privacy.PUBLIC);
      board.flush();
      assertThat(scalars(folder)).containsExactly("0 loss 1.0");
    }
  }

  @Test
  void histogram_someValuesNotFinite_countsThemApart() {
    try (EventFiles board = EventFiles.in(folder)) {
      board.histogram(2, "norms", new float[] {1, 2, Float.NaN, 3}, Privacy.NOT_PRIVATE);
      board.histogram(3, "norms", new float[] {Float.NaN}, Privacy.NOT_PRIVATE);
    }
    List<Summary.Value> histograms =
        events(folder).stream()
            .flatMap(event -> event.getSummary().getValueList().stream())
            .filter(Summary.Value::hasHisto)
            .toList();
    assertThat(histograms).hasSize(1);
    assertThat(histograms.get(0).getTag()).isEqualTo("norms_NOT_PRIVATE");
    assertThat(histograms.get(0).getHisto().getNum()).isEqualTo(3);
    assertThat(histograms.get(0).getHisto().getSum()).isEqualTo(6);
    assertThat(scalars(folder))
        .containsExactlyInAnyOrder(
            "2 norms/not_finite_NOT_PRIVATE 1.0", "3 norms/not_finite_NOT_PRIVATE 1.0");
  }

  @Test
  void observation_lossAndNorms_areInTheFile() {
    try (EventFiles board = EventFiles.in(folder)) {
      board.observation(
          Observation.of(9, 0.5, Map.of("w", 2.0), Map.of("w", 4.0), Privacy.NOT_PRIVATE));
    }
    assertThat(scalars(folder))
        .containsExactlyInAnyOrder(
            "9 loss_NOT_PRIVATE 0.5",
            "9 gradient_norm_NOT_PRIVATE 2.0",
            "9 parameter_norm_NOT_PRIVATE 4.0",
            "9 gradient_norm/w_NOT_PRIVATE 2.0",
            "9 parameter_norm/w_NOT_PRIVATE 4.0");
  }

  @Test
  void in_folderThatIsAFile_isRefusedInOneLine() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> EventFiles.in(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the folder of event files must be one that can be written, but is " + file);
  }

  @Test
  void scalar_closed_isRefused() {
    EventFiles board = EventFiles.in(folder);
    board.close();
    board.close();
    assertThatThrownBy(() -> board.scalar(0, "loss", 1, Privacy.PUBLIC))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static List<String> scalars(Path folder) {
    List<String> scalars = new ArrayList<>();
    for (Event event : events(folder)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (!value.hasHisto()) {
          scalars.add(event.getStep() + " " + value.getTag() + " " + value.getSimpleValue());
        }
      }
    }
    return scalars;
  }

  /** Records of a file: length, its checksum, an event, its checksum; the first is the version. */
  private static List<Event> events(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(files.findFirst().orElseThrow()));
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      List<Event> events = new ArrayList<>();
      while (bytes.hasRemaining()) {
        byte[] event = new byte[Math.toIntExact(bytes.getLong())];
        bytes.getInt();
        bytes.get(event);
        bytes.getInt();
        events.add(Event.parseFrom(event));
      }
      assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
      return events.subList(1, events.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
