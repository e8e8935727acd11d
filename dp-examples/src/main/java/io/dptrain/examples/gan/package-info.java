/**
 * {@code dp gan}: generative adversarial networks on a ring of eight Gaussians, with and without
 * something that keeps the discriminator in check, and with a private discriminator.
 *
 * <p>Read {@link io.dptrain.examples.gan.GanCommand}, then {@code Variant}, which holds what is
 * compared.
 */
package io.dptrain.examples.gan;
