/**
 * The points that GANs are trained on, and how their samples are judged.
 *
 * <p>Read {@link io.dptrain.examples.gan.data.Ring}, then {@link
 * io.dptrain.examples.gan.data.SampleQuality}.
 */
package io.dptrain.examples.gan.data;
