import { SiteDown, type Controller } from '../../harness/host/controller.ts'
import { imageFile, readImage } from './disk-image.ts'

/** A process is started again from its image on disk: what was not made permanent is gone. */
export async function recover(controller: Controller, name: string): Promise<void> {
  const start = controller.oldStarts.find((site) => site.name === name)
  if (start === undefined) throw new SiteDown(`there is no image of ${name}`)
  const files = await controller.readFiles(name)
  const image = readImage(start.image, files.get(imageFile) ?? [])
  controller.serveWith(await controller.startSite({ ...start, image }))
}
