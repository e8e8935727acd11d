/**
 * What a comparison of GANs reached: the table, the pictures and {@code summary.json}. Knows no
 * TensorFlow.
 *
 * <p>Read {@link io.dptrain.examples.gan.report.VariantResult}, then {@link
 * io.dptrain.examples.gan.report.GanJson}.
 */
package io.dptrain.examples.gan.report;
