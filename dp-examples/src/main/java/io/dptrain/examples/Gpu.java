package io.dptrain.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** Whether TensorFlow sees a GPU. */
public final class Gpu {
  private static final DeviceSpec FIRST =
      DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build();

  private static final String GPU_BUILD =
      "/org/tensorflow/internal/c_api/linux-x86_64-gpu/libjnitensorflow.so";

  /** What the NVIDIA driver makes: on Linux, and in the Linux subsystem of Windows. */
  private static final List<Path> DRIVER = List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

  private Gpu() {}

  /**
   * Runs one operation on the first GPU.
   *
   * @throws BadInput if there is none
   */
  public static void require() {
    requireBuild(Gpu.class.getResource(GPU_BUILD) != null);
    requireDriver(DRIVER);
    requireDevice();
  }

  static void requireBuild(boolean present) {
    if (!present) {
      throw new BadInput(
          "--gpu needs the GPU build of TensorFlow, but the class path holds another; start with"
              + " ./dp, or build with the Maven profile gpu (docs/gpu.md)");
    }
  }

  /** Looks before TensorFlow does, which would write a page of its own messages. */
  static void requireDriver(List<Path> anyOf) {
    if (anyOf.stream().noneMatch(Files::exists)) {
      throw new BadInput(
          "--gpu needs a GPU, but this machine has no NVIDIA driver (no %s); install it"
                  .formatted(anyOf.get(0))
              + " (docs/gpu.md), or leave --gpu out");
    }
  }

  static void requireDevice() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Op onGpu = tf.withDevice(FIRST).math.add(tf.constant(1f), tf.constant(1f));
      session.run(onGpu);
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new BadInput(
          "--gpu needs a GPU that TensorFlow can use, but it sees none; check the driver and the"
              + " CUDA and cuDNN libraries (docs/gpu.md), or leave --gpu out",
          e);
    }
  }
}
