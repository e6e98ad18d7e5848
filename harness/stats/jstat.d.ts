/** The few distributions that are used here; the package comes without types. */
declare module 'jstat' {
  interface Jstat {
    readonly normal: {
      cdf(x: number, mean: number, deviation: number): number
      inv(p: number, mean: number, deviation: number): number
    }
    readonly studentt: { inv(p: number, freedom: number): number }
    readonly chisquare: { cdf(x: number, freedom: number): number }
  }
  const module: { readonly jStat: Jstat }
  export default module
}
