/**
 * Random numbers: standard normal noise, and uniform bits for sampling. How noise reaches a sum is
 * the business of {@link io.dptrain.core.noise}.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.random.NoiseSource} is what a mechanism sees, {@link
 * io.dptrain.core.random.SecureNoise} what it gets unless somebody asks for something else; {@link
 * io.dptrain.core.random.RandomBits} and {@link io.dptrain.core.random.SecureBits} are the same
 * pair for samplers. {@link io.dptrain.core.random.SeededNoise} and {@link
 * io.dptrain.core.random.SeededBits} are for tests alone.
 *
 * <p><b>The way of a value.</b>
 *
 * <pre>
 * platform entropy -&gt; Hash_DRBG SHA-512 -&gt; one 256-bit key per request
 *    -&gt; ChaCha20, one nonce per chunk of 21696 values -&gt; 32-bit words
 *    -&gt; 256-layer ziggurat, 40 bits per value and more in wedges, tail and near zero
 *    -&gt; times the standard deviation -&gt; float
 * </pre>
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>No key serves two requests, no nonce two chunks, no keystream bit two values.
 *   <li>To predict a value from any others, one has to break ChaCha20 or the generator of the keys.
 *       Keys are overwritten after use and replaced one-way, so later access to the memory does not
 *       bring back earlier noise, as far as the garbage collector has left no copies.
 *   <li>Values follow the normal distribution as closely as {@code float} can show; docs/noise.md
 *       has the numbers.
 *   <li>Nothing here can be serialized, seeded from outside or rewound, save the seeded sources,
 *       and these say so by {@code reproducible()}.
 * </ul>
 *
 * <p><b>What it does not guarantee.</b> Proofs of the Gaussian mechanism are about real numbers.
 * Here noise is sampled, scaled and added in floating point, and an adversary who sees all digits
 * of a release can use that some floating-point sums are reachable from one data set and not from
 * its neighbor (Mironov, CCS 2012, for Laplace noise; arXiv 2112.05307 for Gaussian noise and
 * DP-SGD). Better samplers alone (as in arXiv 2107.10138) do not close this, because the addition
 * rounds as well (arXiv 2207.13793). The time a request takes depends on the values drawn. A
 * process that is cloned while it runs (a snapshot of a virtual machine, checkpoint and restore)
 * makes the same noise twice: create new sources afterwards.
 *
 * <p>The standard deviation is that of the mechanism, and values are multiplied by it once: by the
 * source in {@link io.dptrain.core.random.NoiseSource#deliver}, or by the caller of {@link
 * io.dptrain.core.random.NoiseSource#fillStandardNormal}.
 */
package io.dptrain.core.random;
