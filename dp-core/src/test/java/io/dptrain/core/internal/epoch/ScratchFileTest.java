package io.dptrain.core.internal.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.testing.NotedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ScratchFileTest {
  private static final int BYTES = 3 << 20;

  @TempDir private Path folder;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  @Test
  void read_anyPart_isWhatWasWrittenInAnyOrder() throws IOException {
    byte[] all = random(BYTES);
    try (ScratchFile file = new ScratchFile(ScratchFile.create(folder))) {
      int part = 48;
      for (int from : new int[] {BYTES / 2, 0}) {
        byte[] half = Arrays.copyOfRange(all, from, from + BYTES / 2);
        file.write(half, half.length, from);
      }
      for (int from = 0; from < BYTES; from += 1 << 16) {
        byte[] read = new byte[part];
        file.read(read, part, from);
        assertThat(read).isEqualTo(Arrays.copyOfRange(all, from, from + part));
      }
      file.touch(16, BYTES);
      assertThatThrownBy(() -> file.touch(16, BYTES + 1)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> file.read(new byte[32], 32, BYTES - 16))
          .isInstanceOf(IOException.class);
    }
  }

  /** The text is zeros, so what is written is the bare stream of the key. */
  @Test
  void write_zeros_areAStreamThatNeverRepeatsAndDiffersFromKeyToKey() throws IOException {
    NotedFile one = new NotedFile(4096, 4096);
    NotedFile other = new NotedFile(4096, 4096);
    for (NotedFile channel : List.of(one, other)) {
      try (ScratchFile file = new ScratchFile(channel)) {
        file.write(new byte[2048], 2048, 0);
        file.write(new byte[2048], 2048, 2048);
      }
    }
    assertThat(Stream.concat(blocks(one), blocks(other))).doesNotHaveDuplicates();
  }

  private static Stream<String> blocks(NotedFile file) {
    return Stream.iterate(0, from -> from < 4096, from -> from + ScratchFile.BLOCK_BYTES)
        .map(from -> Arrays.copyOfRange(file.bytes(), from, from + ScratchFile.BLOCK_BYTES))
        .map(Arrays::toString);
  }

  @Test
  void create_channelThatWasClosed_leavesNothing() throws IOException {
    ScratchFile.create(folder).close();
    assertThat(folder).isEmptyDirectory();
  }

  /** A process that is killed here leaves nothing either. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void create_onLinux_hasNoNameAndIsForItsOwnerAlone() throws IOException {
    try (FileChannel channel = ScratchFile.create(folder)) {
      assertThat(channel.isOpen()).isTrue();
      assertThat(folder).isEmptyDirectory();
      assertThat(permissions())
          .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }
  }

  /** Of the file that this process has open in the folder. */
  private Set<PosixFilePermission> permissions() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      Path file =
          open.filter(link -> target(link).startsWith(folder.toString())).findFirst().orElseThrow();
      return Files.getPosixFilePermissions(file);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) { // closed since
      return "";
    }
  }

  @Test
  void create_folderThatIsGone_fails() throws IOException {
    Files.delete(folder);
    assertThatThrownBy(() -> ScratchFile.create(folder)).isInstanceOf(IOException.class);
    Files.createDirectory(folder);
  }
}
