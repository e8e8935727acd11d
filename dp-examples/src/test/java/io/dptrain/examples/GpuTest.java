package io.dptrain.examples;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuTest {
  @TempDir private Path folder;

  @Test
  void requireBuild_absent_isRefusedAndNamesTheProfile() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> Gpu.requireBuild(false))
        .withMessageContaining("profile gpu");
  }

  @Test
  void requireDriver_noneOfTheFiles_isRefusedAndNamesOne() {
    Path missing = folder.resolve("nvidiactl");
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> Gpu.requireDriver(List.of(missing)))
        .withMessageContaining(missing.toString());
  }

  @Test
  void requireDriver_oneOfTheFiles_isAccepted() {
    assertThatCode(() -> Gpu.requireDriver(List.of(folder.resolve("none"), folder)))
        .doesNotThrowAnyException();
  }

  @Tag("cpu-build")
  @Test
  void requireDevice_cpuBuild_isRefused() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(Gpu::requireDevice)
        .withMessageContaining("it sees none");
  }
}
