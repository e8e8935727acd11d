package io.dptrain.examples;

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

  private Gpu() {}

  /**
   * Runs one operation on the first GPU.
   *
   * @throws BadInput if there is none
   */
  public static void require() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Op onGpu = tf.withDevice(FIRST).math.add(tf.constant(1f), tf.constant(1f));
      session.run(onGpu);
    } catch (TensorFlowException e) {
      throw new BadInput(
          "--gpu needs a GPU that TensorFlow can use, but it sees none; check the driver and the"
              + " CUDA libraries (docs/gpu.md), or leave --gpu out",
          e);
    }
  }
}
